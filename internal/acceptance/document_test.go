// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestDocumentsComeOutAsTheyWentIn has the CLI show documents of each schema, a third of
// those of v3 in the published spelling.
func TestDocumentsComeOutAsTheyWentIn(t *testing.T) {
	t.Parallel()
	const count = 250
	seed := rand.Uint64() //nolint:gosec // The documents are no secret.
	t.Logf("seed %d", seed)
	documents := simulatortest.NewDocuments(seed)
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, fmt.Sprintf(`
data "netstatus_interconnect_status" "it" {
  count = %[1]d
  icon  = "icon ${count.index}/ü"
}
data "netstatus_network_interface_status" "it" {
  count        = %[1]d
  interface_id = 4
  node_id      = count.index + 1
}
data "netstatus_node_network_status" "it" {
  count   = %[1]d
  node_id = count.index + 1
}
data "netstatus_node_network_statuses" "all" {}
`, count))
	interfaceStatus, interconnectStatus := simulator.NewSchema("network_interface_status"), simulator.NewSchema("interconnect_status")
	nodeStatus, published := simulatortest.NodeNetworkStatus()
	want, nodes := map[string]map[string]any{}, []string{}
	for i := range count {
		expect := func(name string, value map[string]any) {
			want[fmt.Sprintf("data.netstatus_%s_status.it[%d]", name, i)] = value
		}
		id := int64(i + 1)
		text, value := documents.Object(interfaceStatus, map[string]int64{"node_id": id})
		sim.Set(simulator.InterfaceStatus(4, id), text)
		value["interface_id"] = int64(4)
		expect("network_interface", value)

		for value = nil; value["state"] == nil; {
			text, value = documents.Object(interconnectStatus, nil)
		}
		value["account_id"], value["icon"] = account, fmt.Sprintf("icon %d/ü", i)
		sim.Set(simulator.InterconnectStatus(account, fmt.Sprintf("icon %d/ü", i)), text)
		expect("interconnect", value)

		if documents.Spelling = nil; i%3 == 0 {
			documents.Spelling = published
		}
		text, value = documents.Object(nodeStatus, map[string]int64{"node_id": id})
		sim.Set(simulator.NodeNetworkStatus(id), text)
		nodes = append(nodes, text)
		expect("node_network", value)
	}
	sim.Set("/v3/network/status", "["+strings.Join(nodes, ",")+"]")

	w.apply(t)
	state := w.state(t)
	statuses, _ := state["data.netstatus_node_network_statuses.all"]["statuses"].([]any)
	if len(statuses) != count {
		t.Fatalf("%d statuses", len(statuses))
	}
	for address, value := range want {
		got := state[address]
		for _, argument := range []string{"expect", "timeouts", "allow_missing"} {
			delete(got, argument)
		}
		if value := shownAs(value); !reflect.DeepEqual(any(got), value) {
			t.Fatalf("%s\ncame %v\nwant %v", address, got, value)
		}
	}
	for i, got := range statuses {
		if value := shownAs(want[fmt.Sprintf("data.netstatus_node_network_status.it[%d]", i)]); !reflect.DeepEqual(got, value) {
			t.Fatalf("of the plural, node %d\ncame %v\nwant %v", i+1, got, value)
		}
	}
}

// shownAs is a value as the CLI shows it: it brings every string into normal form C.
func shownAs(value any) any {
	switch value := value.(type) {
	case string:
		return norm.NFC.String(value)
	case int64:
		return json.Number(strconv.FormatInt(value, 10))
	case []any:
		shown := make([]any, len(value))
		for i, element := range value {
			shown[i] = shownAs(element)
		}
		return shown
	case map[string]any:
		shown := map[string]any{}
		for name, member := range value {
			shown[name] = shownAs(member)
		}
		return shown
	default:
		return value
	}
}
