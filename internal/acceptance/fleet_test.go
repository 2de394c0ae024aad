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
