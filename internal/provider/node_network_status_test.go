// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const (
	nodeStatus   = "netstatus_node_network_status"
	nodeStatuses = "netstatus_node_network_statuses"
)

func nodeNetworkStatusAcc() accTest {
	return accTest{
		name: nodeStatus, arguments: "node_id = 2",
		values: map[string]knownvalue.Check{
			"node_id": knownvalue.Int64Exact(2), "node_name": knownvalue.StringExact("qumulo-2"),
			"managed_interface_statuses": knownvalue.NotNull(),
		},
		expect: `interface_status = ["UP"]`,
		path:   simulator.NodeNetworkStatus(2), document: `{"node_id":2,"devices":[]}`,
		problem: "so that none is as expected. The node has no device.",
	}
}

func TestAccNodeNetworkStatus(t *testing.T) {
	t.Parallel()
	nodeNetworkStatusAcc().testAccData(t)
}

func TestAccNodeNetworkStatusGate(t *testing.T) {
	t.Parallel()
	nodeNetworkStatusAcc().testAccGate(t)
}

var oneNode = object{"node_id": 2}

// TestNodeExpectations has recorded shapes pass and the constructed bad one stop.
func TestNodeExpectations(t *testing.T) {
	t.Parallel()
	expectation := object{"cable_status": list{"CONNECTED"}, "interface_status": list{"UP"}, "application_status": list{"APPLIED"}}
	for name, documents := range simulatortest.V3Samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set("/v3/network/status", documents)
			p := start(t, environmentOf(s, nil))
			_, d := p.read(t.Context(), t, nodeStatuses, object{"expect": expectation})
			if name != "v3-host-managed-constructed" {
				succeed(t, d)
				return
			}
			same(t, normalized(whileWaiting.ReplaceAllString(d.String(), "in WHILE."), s), failure("The network status of the nodes: 1 of 1 nodes not as expected",
				"node 3: devices[\"enp65s0f0np0\"].cable_status is \"DISCONNECTED\", expected \"CONNECTED\".\n"+
					"node 3: devices[\"enp65s0f0np0\"].interface_status is \"LOWERLAYERDOWN\", expected \"UP\".\n"+
					"node 3: network_statuses[\"1\"].status is \"FAILED\", expected \"APPLIED\".",
				"What to check next:\n  - Check the cable, the transceivers and the switch port.\n"+
					"  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - The node could not apply the configuration. It says: \"floating IPs can not be assigned\"",
				"Checked once, in WHILE.",
				"Request: GET https://QUMULO/v3/network/status, HTTP status 200, 1 attempt."))
		})
	}
}

// TestOtherGeneration has each generation's data sources name the other.
func TestOtherGeneration(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented} {
		for name, test := range map[string]struct {
			route     string
			arguments object
			want      []string
		}{
			interfaceStatus: {statusRoute, oneInterface, []string{"netstatus_node_network_status", "qq network_status", `data "netstatus_network_interfaces"`}},
			"netstatus_network_interface_statuses": {
				"GET /v2/network/interfaces/1/status/",
				object{"interface_id": 1},
				[]string{"netstatus_node_network_status", "qq network_status", `data "netstatus_network_interfaces"`},
			},
			"netstatus_network_interfaces": {"GET /v2/network/interfaces/", nil, []string{"netstatus_node_network_status", "qq network_status"}},
			nodeStatus:                     {"GET /v3/network/status/2", oneNode, []string{"netstatus_network_interface_status"}},
			nodeStatuses:                   {"GET /v3/network/status", nil, []string{"netstatus_network_interface_status"}},
		} {
			s.InjectOnce(test.route, simulator.InjectedError{Status: status, Body: `{"description":"No.","error_class":"x"}`})
			_, d := p.read(t.Context(), t, name, test.arguments)
			for _, want := range test.want {
				if !strings.Contains(d.String(), want) {
					t.Errorf("%s, %d: got %s, want %s in it", name, status, d, want)
				}
			}
		}
	}
	s.Set("/v2/network/interfaces/1/status/", "[]")
	_, d := p.read(t.Context(), t, "netstatus_network_interface_statuses", object{"interface_id": 1, "expect": object{"min_mtu": 1}})
	for _, want := range []string{"netstatus_node_network_status", "qq network_status", `data "netstatus_network_interfaces"`, `data "netstatus_nodes"`} {
		if !strings.Contains(d.String(), want) {
			t.Errorf("an empty list: got %s, want %s in it", d, want)
		}
	}
}

// TestNodesAsExpected names those that aren't by id and name.
func TestNodesAsExpected(t *testing.T) {
	t.Parallel()
	const nodes = "netstatus_nodes"
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	online := object{"expect": object{"node_status": list{"online"}, "min_count": 4}}
	_, d := p.read(t.Context(), t, nodes, online)
	succeed(t, d)
	_, d = p.open(t.Context(), t, nodes, online)
	succeed(t, d)
	s.Set("/v1/cluster/nodes/", `[{"id":5,"node_status":"offline","node_name":"q-5"},{"id":6,"node_status":"online"},{"id":7}]`)
	const want = "error: The cluster's nodes: too few nodes, 3 of at least 4\n" +
		"Too few nodes: 3 found, at least 4 expected.\n" +
		"node 5 (q-5): node_status is \"offline\", expected \"online\".\n" +
		"node 7: node_status is null, expected \"online\".\n\n" +
		"What to check next:\n  - A node that has been removed from the cluster is not listed: check min_count.\n" +
		"  - Check that the node is powered on, has booted, and can be reached on the cluster's network.\n\nChecked once"
	refused := func(d diagnostics) {
		t.Helper()
		if !strings.HasPrefix(d.String(), want) {
			t.Errorf("got\n%s\nwant\n%s", d, want)
		}
	}
	_, d = p.read(t.Context(), t, nodes, online)
	refused(d)
	_, d = p.open(t.Context(), t, nodes, online)
	refused(d)
	_, d, _ = p.invoke(t.Context(), t, nodes+"_check", online)
	refused(d)
	_, d = p.read(t.Context(), t, nodes, object{"expect": object{"node_status": list{"online"}, "min_good": 1}})
	succeed(t, d)
	s.InjectOnce("GET /v1/cluster/nodes/", fault{Status: 403})
	if _, d = p.read(t.Context(), t, nodes, nil); !strings.Contains(d.String(), "Reading needs the right to list nodes, which the role Observers has; after a change of roles") {
		t.Errorf("got %s", d)
	}
	s.Set("/v1/cluster/nodes/", `[]`)
	if state, d := p.read(t.Context(), t, nodes, nil); len(d) > 0 || !reflect.DeepEqual(state["nodes"], any(list{})) {
		t.Errorf("got %v, %s", state, d)
	}
}

// TestSame has links that differ from their peers, in each plural and within one node.
func TestSame(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	s.Set("/v2/network/interfaces/1/status/", `[`+
		`{"node_id":1,"interface_details":{"speed":100000},"interface_status":{"mtu":9000}},{"node_id":2,"interface_details":{"speed":100000},"interface_status":{"mtu":1500}},`+
		`{"node_id":3,"interface_details":{"speed":25000},"interface_status":{"mtu":9000}},{"node_id":4,"interface_details":{"speed":100000}}]`)
	device := func(name, speed string, mtu int) string {
		return fmt.Sprintf(`{"name":%q,"speed":%q,"mtu":%d,"network_details":{"use_for":"FRONTEND"}}`, name, speed, mtu)
	}
	s.Set("/v3/network/status", `[{"node_id":1,"devices":[`+device("bond0", "100000", 9000)+`,`+device("bond1", "100000", 9000)+`]},`+
		`{"node_id":2,"devices":[`+device("bond0", "50000", 9000)+`,{"name":"lo","speed":"1","mtu":65536,"network_details":{"use_for":"NONE"}}]}]`)
	for _, test := range []struct {
		data  string
		more  object
		lines []string
	}{
		{interfaceStatuses, object{"interface_id": 1}, []string{
			"node 2: interface_status.mtu is 1500 bytes, 2 of 4 have 9000.", "node 3: interface_details.speed is 25000 Mbps, 3 of 4 have 100000.", "node 4: interface_status.mtu is null, 2 of 4 have 9000.",
		}},
		{nodeStatuses, nil, []string{`node 2: devices["bond0"].speed is 50000 Mbps, 2 of 3 have 100000.`}},
	} {
		arguments := object{"expect": object{"same": list{"speed", "mtu"}}}
		maps.Copy(arguments, test.more)
		for kind, read := range map[string]func() diagnostics{
			"data":      func() diagnostics { _, d := p.read(t.Context(), t, test.data, arguments); return d },
			"ephemeral": func() diagnostics { _, d := p.open(t.Context(), t, test.data, arguments); return d },
			"action":    func() diagnostics { _, d, _ := p.invoke(t.Context(), t, test.data+"_check", arguments); return d },
		} {
			if d := read(); len(d) != 1 || !d.hasError() || !strings.Contains(d.String(), "not as expected\n"+strings.Join(test.lines, "\n")+"\n\n") {
				t.Errorf("%s %s: got\n%s\nwant %q", kind, test.data, d, test.lines)
			}
		}
	}
	_, d := p.read(t.Context(), t, nodeStatus, object{"node_id": 1, "expect": object{"same": list{"speed"}}})
	succeed(t, d)
	same(t, p.validateData(t, nodeStatuses, object{"expect": object{"same": list{"speeds"}}}).String(), "error at expect.same[0]: Invalid value\nexpect.same[0] must be speed or mtu.")
}

// TestFaultsNameTheirObject calls the functions on what the data sources read.
func TestFaultsNameTheirObject(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set("/v3/network/status", simulatortest.V3Samples()["v3-host-managed-constructed"])
	s.Set("/v2/network/interfaces/1/status/", `[{"node_id":3,"node_name":"qumulo-3","interface_status":{"name":"bond0"},"update_status":"CHANGES_APPLIED","interface_details":{"cable_status":"CONNECTED","interface_status":"DOWN"}},{"node_id":4}]`)
	s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down","reason":"No light."}`)
	p := start(t, environmentOf(s, nil))
	element := func(name string, arguments object, index int) any {
		state, d := p.read(t.Context(), t, name, arguments)
		succeed(t, d)
		if index < 0 {
			return statusOf(state)
		}
		return state["statuses"].(list)[index] //nolint:forcetypeassert,errcheck // It is one.
	}
	for _, test := range []struct {
		function string
		argument any
		want     list
	}{
		{"node_network_faults", element(nodeStatus, oneNode, -1), list{}},
		{"node_network_faults", element(nodeStatuses, nil, 0), list{
			`node 3 (node-3): devices["enp65s0f0np0"].cable_status is "DISCONNECTED", expected "CONNECTED".`,
			`node 3 (node-3): devices["enp65s0f0np0"].interface_status is "LOWERLAYERDOWN", expected "UP".`,
			`node 3 (node-3): network_statuses["1"].status is "FAILED", expected "APPLIED".`,
		}},
		{"node_network_faults", nil, list{`No device is used for something (network_details.use_for), so that none is as expected. The node has no device.`}},
		{"interface_faults", element(interfaceStatus, oneInterface, -1), list{}},
		{"interface_faults", element("netstatus_network_interface_statuses", object{"interface_id": 1}, 0), list{
			`bond0 on node 3 (qumulo-3): interface_details.interface_status is "DOWN", expected "UP".`,
		}},
		{"interface_faults", element("netstatus_network_interface_statuses", object{"interface_id": 1}, 1), list{
			`node 4: interface_details.cable_status is null, expected "CONNECTED".`,
			`node 4: interface_details.interface_status is null, expected "UP".`,
			`node 4: update_status is null, expected "CHANGES_APPLIED".`,
		}},
		{"interconnect_faults", element(interconnectStatus, oneInterconnect, -1), list{
			`interconnect "icon-fra-1": state is "Down", expected "Healthy". Cloudflare's reason: "No light."`,
		}},
	} {
		if got := p.callFunction(t, test.function, test.argument); !reflect.DeepEqual(got, any(test.want)) {
			t.Errorf("%s: got\n%v\nwant\n%v", test.function, got, test.want)
		}
	}
}
