// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// decode gets a document and decodes it, every member of it.
func decode(t *testing.T, client *http.Client, url string) any {
	t.Helper()
	answered := get(t, client, url)
	answered.expect(t, http.StatusOK, "")
	var document any
	if err := json.Unmarshal([]byte(answered.body), &document); err != nil {
		t.Fatalf("%s is no JSON: %v", url, err)
	}
	return document
}

// object returns a member of an object that is an object itself.
func object(t *testing.T, document any, name string) map[string]any {
	t.Helper()
	outer, _ := document.(map[string]any)
	inner, ok := outer[name].(map[string]any)
	if !ok {
		t.Fatalf("there is no object %s in %v", name, document)
	}
	return inner
}

func TestSampleStatuses(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	var all []any
	seen := make(map[any]bool)
	for _, node := range []int{1, 2, 3, 5} {
		status := decode(t, client, qumuloURL(s, fmt.Sprintf("/v2/network/interfaces/1/status/%d", node)))
		all = append(all, status)

		top, _ := status.(map[string]any)
		details, configured := object(t, status, "interface_details"), object(t, status, "interface_status")
		got := []any{
			top["node_id"], top["update_status"], details["speed"], details["cable_status"], details["interface_status"],
			configured["interface_id"], configured["name"], configured["mtu"], len(top),
		}
		want := []any{float64(node), "CHANGES_APPLIED", 100000.0, "CONNECTED", "UP", 1.0, "bond0", 9000.0, 6}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("node %d: got %v, want %v", node, got, want)
		}
		if len(details) != 7 || len(configured) != 6 {
			t.Errorf("node %d has not every member: %v", node, status)
		}

		networks, _ := top["network_statuses"].([]any)
		for _, address := range networkAddresses(t, networks) {
			if seen[address] {
				t.Errorf("two nodes have %v", address)
			}
			seen[address] = true
		}
	}

	if got := decode(t, client, qumuloURL(s, "/v2/network/interfaces/1/status/")); !reflect.DeepEqual(got, all) {
		t.Errorf("the list is %v, want %v", got, all)
	}
}

// networkAddresses are all addresses of a node's two networks, the first of which has
// two floating ones.
func networkAddresses(t *testing.T, networks []any) (all []any) {
	t.Helper()
	if len(networks) != 2 {
		t.Fatalf("a node has the networks %v", networks)
	}
	for i, floating := range []int{2, 0} {
		network, _ := networks[i].(map[string]any)
		addresses, ok := network["floating_addresses"].([]any)
		if !ok || len(addresses) != floating || len(network) != 9 {
			t.Errorf("network %d is %v", i, network)
		}
		all = append(append(all, addresses...), network["address"])
	}
	return all
}

func TestSampleCluster(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	interfaces := get(t, client, qumuloURL(s, "/v2/network/interfaces/"))
	interfaces.expect(t, http.StatusOK, `"id": 1,`)
	interfaces.expect(t, http.StatusOK, `"name": "bond0"`)

	var nodes []struct {
		ID       int
		NodeName string `json:"node_name"`
	}
	if err := json.Unmarshal([]byte(get(t, client, qumuloURL(s, "/v1/cluster/nodes/")).body), &nodes); err != nil {
		t.Fatal(err)
	}
	var ids []int
	for _, node := range nodes {
		ids = append(ids, node.ID)
		get(t, client, qumuloURL(s, fmt.Sprintf("/v2/network/interfaces/1/status/%d", node.ID))).
			expect(t, http.StatusOK, fmt.Sprintf(`"node_name": %q`, node.NodeName))
	}
	if !slices.Equal(ids, []int{1, 2, 3, 5}) {
		t.Errorf("the nodes are %v", nodes)
	}
}
