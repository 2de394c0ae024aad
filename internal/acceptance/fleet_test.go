// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestManyReads reads many single statuses with few file descriptors: 300, or
// 2000 with TF_ACC_SLOW=1.
func TestManyReads(t *testing.T) {
	t.Parallel()
	needCLI(t)
	count := 300
	if os.Getenv("TF_ACC_SLOW") == "1" {
		count = 2000
	}
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("needs bash for ulimit")
	}
	sim := simulatortest.Start(t, simulator.Options{})
	for node := range count / 2 {
		sim.Set(simulator.InterfaceStatus(1, int64(node+1)), fmt.Sprintf(`{"node_id":%d}`, node+1))
		sim.Set(simulator.InterconnectStatus(account, fmt.Sprintf("icon-%d", node)), `{"state":"Healthy"}`)
	}
	w := newWorkspace(t, nil, fmt.Sprintf(`
data "netstatus_network_interface_status" "all" {
  count        = %[1]d
  interface_id = 1
  node_id      = count.index + 1
}
data "netstatus_interconnect_status" "all" {
  count = %[1]d
  icon  = "icon-${count.index}"
}
`, count/2))
	w.Env = append(w.Env, byPassword(sim)...)
	w.limited(t, shell)
	w.run(t, "apply", "-auto-approve", "-parallelism=200")
	if reads := len(sim.Requests()) - sim.Logins(); reads != count || sim.Logins() != 1 {
		t.Errorf("%d reads and %d logins", reads, sim.Logins())
	}
	tenConnections(t, sim, "qumulo")
	tenConnections(t, sim, "cloudflare")
}

// tenConnections fails where more than ten connections to a service were in use
// at a time, or more than a few had to be replaced: on a busy machine Go's client
// gives up a connection whose last request isn't known to be written in time.
func tenConnections(t *testing.T, sim *simulator.Simulator, service string) {
	t.Helper()
	const most, replaced = 10, 5
	left := map[string]int{} // requests to come, by connection
	for _, request := range sim.Requests() {
		if request.Service == service {
			left[request.RemoteAddr]++
		}
	}
	if len(left) > most+replaced {
		t.Errorf("%s: %d connections", service, len(left))
	}
	open := map[string]bool{}
	for _, request := range sim.Requests() {
		if request.Service != service {
			continue
		}
		open[request.RemoteAddr] = true
		if len(open) > most {
			t.Fatalf("%s: %d connections at a time", service, len(open))
		}
		if left[request.RemoteAddr]--; left[request.RemoteAddr] == 0 {
			delete(open, request.RemoteAddr)
		}
	}
}

// limited makes the CLI run with at most 256 open files.
func (w *workspace) limited(t *testing.T, shell string) {
	t.Helper()
	w.write(t, "limited", fmt.Sprintf("#!%s\nulimit -n 256 && exec %q \"$@\"\n", shell, w.Path))
	w.Path = w.Dir + "/limited"
	if err := os.Chmod(w.Path, 0o700); err != nil { //nolint:gosec // It is to be run.
		t.Fatal(err)
	}
}

// TestOneLogin reads 1000 statuses of a cluster by user and password.
func TestOneLogin(t *testing.T) {
	t.Parallel()
	needCLI(t)
	const count = 1000
	sim := simulatortest.Start(t, simulator.Options{})
	for node := range count {
		sim.Set(simulator.InterfaceStatus(1, int64(node+1)), fmt.Sprintf(`{"node_id":%d}`, node+1))
	}
	w := newWorkspace(t, nil, fmt.Sprintf(`
data "netstatus_network_interface_status" "all" {
  count        = %d
  interface_id = 1
  node_id      = count.index + 1
}
`, count))
	w.Env = append(w.Env, byPassword(sim)...)
	w.run(t, "plan", "-parallelism=100")
	if logins, reads := sim.Logins(), len(sim.Requests())-sim.Logins(); logins != 1 || reads != count {
		t.Errorf("%d logins and %d reads", logins, reads)
	}
	tenConnections(t, sim, "qumulo")
}

// TestPluralStatuses compares each element with the single data source.
func TestPluralStatuses(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, `
data "netstatus_network_interface_statuses" "all" {
  interface_id = 1
}
data "netstatus_network_interface_status" "one" {
  count        = 4
  interface_id = 1
  node_id      = [1, 2, 3, 5][count.index]
}
data "netstatus_network_interfaces" "all" {}
`)
	w.apply(t)
	state := w.state(t)
	statuses, _ := state["data.netstatus_network_interface_statuses.all"]["statuses"].([]any)
	if len(statuses) != 4 {
		t.Fatalf("%d statuses", len(statuses))
	}
	for i, element := range statuses {
		single := state[fmt.Sprintf("data.netstatus_network_interface_status.one[%d]", i)]
		for _, argument := range []string{"interface_id", "expect", "timeouts", "allow_missing"} {
			delete(single, argument)
		}
		if !reflect.DeepEqual(element, single) {
			t.Errorf("got %v, want %v", element, single)
		}
	}
	want := []any{map[string]any{
		"id": json.Number("1"), "name": "bond0", "default_gateway": "10.20.0.1", "default_gateway_ipv6": "",
		"bonding_mode": "IEEE_8023AD", "mtu": json.Number("9000"),
	}}
	if got := state["data.netstatus_network_interfaces.all"]["interfaces"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if count := requests(sim, "/v2/network/interfaces/1/status/"); count != 1 {
		t.Errorf("%d requests", count)
	}
}

func TestInterconnects(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	for i := range 60 {
		icon := fmt.Sprintf("icon-%02d", i)
		sim.Set(simulator.Interconnect("paged", icon), fmt.Sprintf(`{"account":"a","name":%q,"site":"fra","type":"physical"}`, icon))
	}
	sim.Set(simulator.Interconnect("paged", "google"), `{"account":"a","name":"google","region":"europe-west3","type":"gcp_partner","speed":null}`)
	sim.Set(simulator.Interconnects("cycle"), `{"items":[],"next":1}`)
	sim.Set(simulator.Interconnects("cycle")+"?cursor=1", `{"items":[],"next":1}`)

	w := newWorkspace(t, sim, `
data "netstatus_interconnects" "all" {
  account_id = "paged"
}
data "netstatus_interconnects" "google" {
  account_id = "paged"
  type       = "gcp_partner"
}
data "netstatus_interconnects" "fra" {
  site = "fra"
}
output "names" {
  value = data.netstatus_interconnects.all.interconnects[*].name
}
output "fra" {
  value = [data.netstatus_interconnects.fra.account_id, data.netstatus_interconnects.fra.interconnects[*].name, data.netstatus_interconnects.fra.interconnects[0].facility.name]
}
`)
	w.apply(t)
	outputs := w.outputs(t)
	names, _ := outputs["names"].([]any)
	if len(names) != 61 || names[0] != "icon-00" || names[60] != "google" {
		t.Errorf("the names are %v", names)
	}
	if want := []any{account, []any{"icon-fra-1", "icon-fra-2"}, "Equinix fra"}; !reflect.DeepEqual(outputs["fra"], want) {
		t.Errorf("got %v, want %v", outputs["fra"], want)
	}
	want := []any{map[string]any{
		"account": "a", "name": "google", "region": "europe-west3", "type": "gcp_partner", "speed": nil, "owner": nil, "site": nil,
		"facility": nil, "slot_id": nil, "ccr_device_name": nil, "virtual_port_reservation_id": nil,
	}}
	if got := w.state(t)["data.netstatus_interconnects.google"]["interconnects"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}

	w.write(t, "cycle.tf", "data \"netstatus_interconnects\" \"cycle\" {\n  account_id = \"cycle\"\n}\n")
	contains(t, w.fail(t, "plan"), "leads back to cursor 1", `"cycle"`)
}

func TestFaultsFunctions(t *testing.T) {
	t.Parallel()
	needFunctions(t)
	sim := simulatortest.Start(t, simulator.Options{})
	sim.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":"CHANGES_PENDING","interface_details":{"cable_status":"DISCONNECTED"}}`)
	w := newWorkspace(t, sim, `
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 2
}
data "netstatus_interconnect_status" "site" {
  for_each = toset(["icon-fra-1", "icon-ams-1", "icon-lhr-1"])
  icon     = each.key
}
locals {
  single = provider::netstatus::interface_faults(data.netstatus_network_interface_status.bond0)
}
output "interfaces" {
  value = [for status in data.netstatus_network_interface_statuses.bond0.statuses : provider::netstatus::interface_faults(status)]
}
output "same" {
  value = local.single == provider::netstatus::interface_faults(data.netstatus_network_interface_statuses.bond0.statuses[1])
}
output "interconnects" {
  value = { for icon, status in data.netstatus_interconnect_status.site : icon => join("|", provider::netstatus::interconnect_faults(status)) }
}
output "null" {
  value = [length(provider::netstatus::interface_faults(null)), length(provider::netstatus::interconnect_faults(null))]
}
`)
	w.apply(t)
	outputs := w.outputs(t)
	faults := []any{
		`node 2: interface_details.cable_status is "DISCONNECTED", expected "CONNECTED".`,
		`node 2: interface_details.interface_status is null, expected "UP".`,
		`node 2: update_status is "CHANGES_PENDING", expected "CHANGES_APPLIED".`,
	}
	for name, want := range map[string]any{
		"interfaces": []any{[]any{}, faults, []any{}, []any{}},
		"same":       true,
		"interconnects": map[string]any{
			"icon-fra-1": "",
			"icon-ams-1": `interconnect "icon-ams-1": state is "Down", expected "Healthy". Cloudflare's reason: "No light is received on the cross-connect."`,
			"icon-lhr-1": `interconnect "icon-lhr-1": state is "Pending", expected "Healthy". Cloudflare gives no reason.`,
		},
		"null": []any{json.Number("3"), json.Number("1")},
	} {
		if got := outputs[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestListsThatAreNone fails readably.
func TestListsThatAreNone(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	sim.Set("/v2/network/interfaces/", `{"interfaces":[]}`)
	sim.Set(simulator.Interconnects(account), `[]`)
	w := newWorkspace(t, sim, `
data "netstatus_network_interfaces" "all" {}
data "netstatus_interconnects" "all" {}
data "netstatus_network_interface_statuses" "unknown" {
  interface_id = 77
}
`)
	output := w.fail(t, "plan")
	contains(t, output, "expected an array", "expected an object", "etwork interface 77 not found", "netstatus_network_interfaces")
	lacks(t, output, strings.ToLower("Plugin did not respond"), "panic:")
}

// byPassword is the environment that logs in by user and password.
func byPassword(sim *simulator.Simulator) []string {
	return append(withoutCredentials(sim.Environment()), "QUMULO_USERNAME="+simulator.Username, "QUMULO_PASSWORD="+simulator.Password, "CLOUDFLARE_API_TOKEN="+simulator.APIToken)
}
