// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const (
	listRoute       = "GET /client/v4/accounts/" + account + "/cni/interconnects"
	interfacesRoute = "GET /v2/network/interfaces/"
)

// reading reads a data source or opens its ephemeral kind.
func (s *server) reading(t *testing.T, isEphemeral bool, name string, arguments object) (object, diagnostics) {
	t.Helper()
	if isEphemeral {
		return s.open(t.Context(), t, name, asEphemeral(arguments))
	}
	return s.read(t.Context(), t, name, arguments)
}

func statusRouteOf(icon string) string {
	return listRoute + "/" + icon + "/status"
}

func TestInterconnectStatuses(t *testing.T) {
	t.Parallel()
	status := func(icon, state string, reason any) object {
		return object{"icon": icon, "state": state, "reason": reason}
	}
	var (
		down      = status("icon-ams-1", "Down", "No light is received on the cross-connect.")
		unhealthy = status("icon-ams-2", "Unhealthy", "Low light level on the port: the Ethernet link did not negotiate.")
		first     = status("icon-fra-1", "Healthy", nil)
		second    = status("icon-fra-2", "Healthy", nil)
		partner   = status("icon-gcp-1", "Healthy", nil)
		pending   = status("icon-lhr-1", "Pending", nil)
	)
	for name, test := range map[string]struct {
		arguments object
		lists     bool
		want      list
	}{
		"icons, sorted":     {object{"icons": list{"icon-lhr-1", "icon-ams-1"}}, false, list{down, pending}},
		"a site":            {object{"site": "fra"}, true, list{first, second}},
		"a type":            {object{"type": "gcp_partner"}, true, list{partner}},
		"a site and a type": {object{"site": "ams", "type": "direct"}, true, list{down, unhealthy}},
		"all":               {object{"all": true}, true, list{down, unhealthy, first, second, partner, pending}},
		"nothing there":     {object{"site": "FRA"}, true, list{}},
		"another account":   {object{"all": true, "account_id": simulator.OtherAccountID}, true, list{status("icon-nyc-1", "Healthy", nil)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			p := start(t, environmentOf(s, nil))
			for _, isEphemeral := range []bool{false, true} {
				s.ResetRequests()
				state, d := p.reading(t, isEphemeral, interconnectStatuses, test.arguments)
				succeed(t, d)
				if got := state["statuses"]; !reflect.DeepEqual(got, any(test.want)) {
					t.Errorf("got\n%v\nwant\n%v", got, test.want)
				}
				if state["account_id"] == nil || state["all"] != test.arguments["all"] || state["site"] != test.arguments["site"] {
					t.Errorf("got %v", state)
				}
				requests := len(test.want)
				if test.lists {
					requests++
				}
				if got := paths(s); len(got) != requests {
					t.Errorf("got requests %q, want %d", got, requests)
				}
			}
		})
	}
}

// TestExpectations are words for one object, and for many at once.
func TestExpectations(t *testing.T) {
	t.Parallel()
	const (
		cloudflareLine = "Request: GET http://CLOUDFLARE/client/v4/accounts/" + account + "/cni/interconnects/"
		qumuloLine     = "Request: GET https://QUMULO/v2/network/interfaces/1/status/, HTTP status 200, 1 attempt."
		oneLine        = "Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."
		cable          = "What to check next:\n  - Check the cable, the transceivers and the switch port."
	)
	healthy := list{"Healthy"}
	most := object{"interface_id": 1, "node_id": 2, "expect": object{
		"update_status": list{"CHANGES_APPLIED"}, "cable_status": list{"CONNECTED"}, "interface_status": list{"UP", "DORMANT"}, "min_speed": 100000, "min_mtu": 9000,
	}}
	for name, test := range map[string]struct {
		object    string
		arguments object
		prepare   func(*simulator.Simulator)
		want      string
	}{
		"one interconnect of three": {
			object: interconnectStatuses, arguments: object{"icons": list{"icon-fra-1", "icon-ams-1", "icon-fra-2"}, "expect": object{"state": healthy}},
			want: failure("Interconnects of account 023e…c353: 1 of 3 interconnects not as expected",
				"interconnect \"icon-ams-1\": state is \"Down\", expected \"Healthy\". Cloudflare's reason: \"No light is received on the cross-connect.\"",
				"What to check next:\n  - Check the cross-connect, the optics and the port on your side.", "Checked once, in WHILE.",
				cloudflareLine+"icon-ams-1/status, HTTP status 200, 1 attempt, cf-ray RAY."),
		},
		"none of four, and one is enough": {
			object: interconnectStatuses, arguments: object{"icons": list{"icon-ams-1", "icon-ams-2", "icon-fra-1", "icon-lhr-1"}, "expect": object{"state": healthy, "min_good": 1}},
			prepare: func(s *simulator.Simulator) {
				s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Elsewhere","reason":"No \"light\""}`)
			},
			want: failure("Interconnects of account 023e…c353: 0 of 4 interconnects as expected, at least 1 needed",
				"interconnect \"icon-ams-1\": state is \"Down\", expected \"Healthy\". Cloudflare's reason: \"No light is received on the cross-connect.\"\n"+
					"interconnect \"icon-ams-2\": state is \"Unhealthy\", expected \"Healthy\". Cloudflare's reason: \"Low light level on the port: the Ethernet link did not negotiate.\"\n"+
					"interconnect \"icon-fra-1\": state is \"Elsewhere\", expected \"Healthy\". Cloudflare's reason: \"No \\\"light\\\"\"\n"+
					"interconnect \"icon-lhr-1\": state is \"Pending\", expected \"Healthy\". Cloudflare gives no reason.",
				"What to check next:\n  - Check the cross-connect, the optics and the port on your side.\n"+
					"  - The port is operationally down: check that light arrives and is strong enough (above -20 dBm), that both ends negotiate the Ethernet link, and announced maintenance.\n"+
					"  - Check the interconnect in Cloudflare's dashboard.\n"+
					"  - The cross-connect has never come up: check that it is ordered and patched, that the optics match, and that light arrives on both ends.",
				"Checked once, in WHILE.",
				cloudflareLine+"icon-ams-1/status, HTTP status 200, 1 attempt, cf-ray RAY."),
		},
		"no interconnect at all": {
			object: interconnectStatuses, arguments: object{"site": "nowhere", "expect": object{"state": healthy}},
			want: failure("Interconnects of account 023e…c353: too few interconnects, 0 of at least 1",
				"Too few interconnects: 0 found, at least 1 expected.",
				"What to check next:\n  - Check site and type: case counts, an unknown one selects nothing, and type is direct or gcp_partner. data \"netstatus_interconnects\" lists what there is.",
				"Checked once, in WHILE.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects?site=nowhere, HTTP status 200, 1 attempt, cf-ray RAY."),
		},
		"an interconnect that is not there": {
			object: interconnectStatuses, arguments: object{"icons": list{"icon-fra-1", "icon-xyz"}, "expect": object{"state": healthy}},
			want: failure("Interconnect \"icon-xyz\" of account 023e…c353 not found",
				"Cloudflare answered 404 Not Found: 10404: Not Found", noInterconnectAdvice,
				cloudflareLine+"icon-xyz/status, HTTP status 404, 1 attempt, cf-ray RAY."),
		},
		"some interconnects that are not there": {
			object: interconnectStatuses, arguments: object{"icons": list{"icon-xyz", "icon-abc", "icon-fra-1", "icon-äöü"}, "timeouts": object{"read": "30s"}, "expect": object{"state": healthy}},
			want: failure("Interconnect \"icon-abc\" of account 023e…c353 not found",
				"Cloudflare answered 404 Not Found: 10404: Not Found", noInterconnectAdvice,
				`Not found either: "icon-xyz", "icon-äöü".`,
				cloudflareLine+"icon-abc/status, HTTP status 404, 1 attempt, cf-ray RAY."),
		},
		"an item without a name": {
			object: interconnectStatuses, arguments: object{"all": true},
			prepare: func(s *simulator.Simulator) {
				s.Set(simulator.Interconnects(account), `{"items":[{"name":"a"},{"site":"fra"}],"next":null}`)
			},
			want: failure("Cloudflare's answer can't be read",
				"Interconnects of account 023e…c353 could not be read: items[1].name: expected a string, got none.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects, HTTP status 200, 1 attempt, cf-ray RAY."),
		},
		"two nodes of four": {
			object: interfaceStatuses, arguments: object{"interface_id": 1, "expect": object{"cable_status": list{"CONNECTED"}}},
			prepare: func(s *simulator.Simulator) {
				s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"interface_details":{"cable_status":"UNKNOWN"}}`)
				s.Set("/v2/network/interfaces/1/status/3", `{"node_id":3,"interface_details":{"cable_status":"DISCONNECTED"}}`)
			},
			want: failure("Network interface 1: 2 of 4 nodes not as expected",
				"node 2: interface_details.cable_status is \"UNKNOWN\", expected \"CONNECTED\".\nnode 3: interface_details.cable_status is \"DISCONNECTED\", expected \"CONNECTED\".",
				cable, "Checked once, in WHILE.", qumuloLine),
		},
		"everything of an interface": {
			object: interfaceStatus, arguments: most,
			prepare: func(s *simulator.Simulator) {
				s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":"CHANGES_PENDING","interface_status":{"mtu":1500},
					"interface_details":{"cable_status":"DISCONNECTED","interface_status":"DOWN","speed":50000}}`)
			},
			want: failure("Network interface 1 on node 2 is not as expected",
				"interface_details.cable_status is \"DISCONNECTED\", expected \"CONNECTED\".\n"+
					"interface_details.interface_status is \"DOWN\", expected \"UP\" or \"DORMANT\".\n"+
					"interface_details.speed is 50000 Mbps, expected at least 100000 Mbps.\n"+
					"interface_status.mtu is 1500 bytes, expected at least 9000 bytes.\n"+
					"update_status is \"CHANGES_PENDING\", expected \"CHANGES_APPLIED\".",
				cable+"\n  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - The node is still applying a network change: wait until it has, or look for what holds it up.",
				"Checked once, in WHILE.", oneLine),
		},
		"an interface that says nothing": {
			object: interfaceStatus, arguments: most,
			prepare: func(s *simulator.Simulator) { s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2}`) },
			want: failure("Network interface 1 on node 2 is not as expected",
				"interface_details.cable_status is null, expected \"CONNECTED\".\n"+
					"interface_details.interface_status is null, expected \"UP\" or \"DORMANT\".\n"+
					"interface_details.speed is null, expected at least 100000 Mbps.\n"+
					"interface_status.mtu is null, expected at least 9000 bytes.\n"+
					"update_status is null, expected \"CHANGES_APPLIED\".",
				cable+"\n  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - The cluster reports no speed for this interface, which is usual on cloud instances (leave min_speed out there), or a port that is down.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - Check whether the node has applied the last network change and can be reached.",
				"Checked once, in WHILE.", oneLine),
		},
		"a node that could not be asked": {
			object: interfaceStatus, arguments: object{"interface_id": 1, "node_id": 2, "expect": object{"update_status": list{"CHANGES_APPLIED"}}},
			prepare: func(s *simulator.Simulator) {
				s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":"UNAVAILABLE"}`)
			},
			want: failure("Network interface 1 on node 2 is not as expected", "update_status is \"UNAVAILABLE\", expected \"CHANGES_APPLIED\".",
				"What to check next:\n  - The node could not be asked: check that it is powered on and in the cluster's quorum.",
				"Checked once, in WHILE.", oneLine),
		},
		"a node that is not there": {
			object: nodeStatus, arguments: object{"node_id": 4},
			want: failure("Network status of node 4 not found",
				"Qumulo answered 404 Not Found: fs_no_such_entry_error: Not Found",
				"The node may not exist: data \"netstatus_nodes\" lists the nodes. Clusters before Qumulo Core 7.7 have no status in v3: use netstatus_network_interface_status there.",
				"Request: GET https://QUMULO/v3/network/status/4, HTTP status 404, 1 attempt."),
		},
		"no networks of nodes": {
			object: nodeStatuses, arguments: object{"expect": object{"min_mtu": 1}},
			prepare: func(s *simulator.Simulator) { s.Set("/v3/network/status", "[]") },
			want: failure("The network status of the nodes: too few nodes, 0 of at least 1", "Too few nodes: 0 found, at least 1 expected.",
				"What to check next:\n  - Compare with data \"netstatus_nodes\": a node that is offline may be missing from the answer.",
				"Checked once, in WHILE.", "Request: GET https://QUMULO/v3/network/status, HTTP status 200, 1 attempt."),
		},
		"an interface that does not exist": {
			object: interfaceStatus, arguments: object{"interface_id": 1, "node_id": 99, "allow_missing": true, "expect": object{"cable_status": list{"CONNECTED"}}},
			want: failure("Network interface 1 on node 99 is not as expected", "It does not exist.",
				"What to check next:\n  - Check its id, or wait for it to come into being with timeouts.",
				"Checked once, in WHILE.", "Request: GET https://QUMULO/v2/network/interfaces/1/status/99, HTTP status 404, 1 attempt."),
		},
		"too few nodes": {
			object: interfaceStatuses, arguments: object{"interface_id": 1, "expect": object{"min_count": 5}},
			want: failure("Network interface 1: too few nodes, 4 of at least 5", "Too few nodes: 4 found, at least 5 expected.",
				"What to check next:\n  - Compare with data \"netstatus_nodes\": a node that is offline may be missing from the answer. "+
					"The interface may not exist: data \"netstatus_network_interfaces\" lists the interfaces. This cluster may manage its networks from the host, and then answers v3 only: use netstatus_node_network_status, which shows what \"qq network_status\" shows.",
				"Checked once, in WHILE.", qumuloLine),
		},
		"no nodes": {
			object: interfaceStatuses, arguments: object{"interface_id": 1, "expect": object{"cable_status": list{"CONNECTED"}, "min_good": 1}},
			prepare: func(s *simulator.Simulator) { s.Set("/v2/network/interfaces/1/status/", "[]") },
			want: failure("Network interface 1: too few nodes, 0 of at least 1", "Too few nodes: 0 found, at least 1 expected.",
				"What to check next:\n  - Compare with data \"netstatus_nodes\": a node that is offline may be missing from the answer. "+
					"The interface may not exist: data \"netstatus_network_interfaces\" lists the interfaces. This cluster may manage its networks from the host, and then answers v3 only: use netstatus_node_network_status, which shows what \"qq network_status\" shows.",
				"Checked once, in WHILE.", qumuloLine),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			if test.prepare != nil {
				test.prepare(s)
			}
			p := start(t, environmentOf(s, nil))
			for _, isEphemeral := range []bool{false, true} {
				_, d := p.reading(t, isEphemeral, test.object, test.arguments)
				same(t, normalized(whileWaiting.ReplaceAllString(d.String(), "in WHILE."), s), test.want)
			}
		})
	}
}

// TestPluralWaits asks those first that aren't good, and passes after a round in
// which all are.
func TestPluralWaits(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.InjectOnce(statusRouteOf("icon-fra-2"), status(503), fault{Body: `{"state":"Down"}`})
	p := start(t, environmentOf(s, nil))
	_, d := p.read(t.Context(), t, interconnectStatuses, object{"site": "fra", "expect": object{"state": list{"Healthy"}}, "timeouts": object{"read": "1m"}})
	succeed(t, d)
	good, other := statusRouteOf("icon-fra-1"), statusRouteOf("icon-fra-2")
	got := paths(s)
	if len(got) > 2 {
		slices.Sort(got[1:3])
	}
	if want := []string{listRoute, good, other, listRoute, other, listRoute, other, good}; !slices.Equal(got, want) {
		t.Errorf("got requests\n%q\nwant\n%q", got, want)
	}
}

func TestAllowMissing(t *testing.T) {
	t.Parallel()
	const envelope = `{"success":false,"errors":[{"code":%d,"message":"m"}],"result":null}`
	isUp, isHealthy := object{"interface_status": list{"UP"}}, object{"state": list{"Healthy"}}
	for name, test := range map[string]struct {
		object    string
		arguments object
		faults    map[string]fault
		prepare   func(*simulator.Simulator)
		// want is the summary of the error and what it must say, empty where all is null.
		summary, says string
	}{
		"an interconnect":                   {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true}},
		"an interconnect, by default":       {object: interconnectStatus, arguments: object{"icon": "icon-xyz"}, summary: "Interconnect \"icon-xyz\" of account 023e…c353 not found"},
		"an interconnect, false":            {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": false}, summary: "Interconnect \"icon-xyz\" of account 023e…c353 not found"},
		"an interconnect, and expectations": {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true, "expect": isHealthy}, summary: "Interconnect \"icon-xyz\" of account 023e…c353 is not as expected", says: "It does not exist.\n\n"},
		"another code":                      {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: {Status: 404, Body: fmt.Sprintf(envelope, 1001)}}},
		"code 7000":                         {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: {Status: 404, Body: fmt.Sprintf(envelope, 7000)}}, summary: "*", says: "7000"},
		"code 7003":                         {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: {Status: 404, Body: fmt.Sprintf(envelope, 7003)}}, summary: "*", says: "7003"},
		"not worded by Cloudflare":          {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: {Status: 404, Body: "<html>nginx</html>"}}, summary: "*", says: "nginx"},
		"an envelope without errors":        {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: {Status: 404, Body: `{"success":false,"errors":[]}`}}, summary: "*"},
		"not worded, and not in the list":   {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true}, faults: map[string]fault{statusRouteOf("icon-xyz"): {Status: 404, Body: " "}}},
		"not worded, and the list fails":    {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true}, faults: map[string]fault{statusRouteOf("icon-xyz"): {Status: 404, Body: "{}"}, listRoute: status(403)}, summary: "Cloudflare refuses the credentials", says: "/cni/interconnects, HTTP status 403"},
		"not worded, and a list of others":  {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true}, faults: map[string]fault{statusRouteOf("icon-xyz"): {Status: 404, Body: "{}"}, listRoute: {Body: `{"items":[{}]}`}}, summary: "Cloudflare's answer can't be read", says: "items[0].name: "},
		"another status":                    {object: interconnectStatus, arguments: object{"icon": "icon-xyz", "allow_missing": true}, faults: map[string]fault{statusRouteOf("icon-xyz"): {Status: 410, Body: "{}"}}, summary: "*", says: "410 Gone"},
		"403":                               {object: interconnectStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{interconnectGet: status(403)}, summary: "Cloudflare refuses the credentials"},
		"a node":                            {object: interfaceStatus, arguments: object{"node_id": 99, "allow_missing": true}},
		"a node, by default":                {object: interfaceStatus, arguments: object{"node_id": 99}, summary: "Network interface 1 on node 99 not found"},
		"a cluster that has v3 only":        {object: interfaceStatus, arguments: object{"allow_missing": true}, prepare: func(s *simulator.Simulator) { s.Inject("* /v2/*", status(404)) }, summary: "*", says: "netstatus_node_network_status"},
		"v3 only, and expectations":         {object: interfaceStatus, arguments: object{"allow_missing": true, "expect": isUp, "timeouts": object{"read": "1m"}}, prepare: func(s *simulator.Simulator) { s.Inject("* /v2/*", status(404)) }, summary: "*", says: "netstatus_node_network_status"},
		"the interfaces are denied":         {object: interfaceStatus, arguments: object{"node_id": 99, "allow_missing": true}, faults: map[string]fault{interfacesRoute: status(403)}, summary: "Qumulo denies access"},
		"the interfaces fail":               {object: interfaceStatus, arguments: object{"node_id": 99, "allow_missing": true}, faults: map[string]fault{interfacesRoute: status(501)}, summary: "Qumulo answered with an error", says: "/v2/network/interfaces/, HTTP status 501"},
		"no interfaces":                     {object: interfaceStatus, arguments: object{"node_id": 99, "allow_missing": true}, faults: map[string]fault{interfacesRoute: {Status: 404, Body: `{"description":"No."}`}}, summary: "Network interface 1 on node 99 not found", says: "netstatus_node_network_status"},
		"no interfaces, not in its words":   {object: interfaceStatus, arguments: object{"node_id": 99, "allow_missing": true}, faults: map[string]fault{interfacesRoute: {Status: 404, Body: "no"}}, summary: "This is not Qumulo's API", says: "netstatus_node_network_status"},
		"a node's network":                  {object: nodeStatus, arguments: object{"node_id": 4, "allow_missing": true}},
		"a node's network, and an expect":   {object: nodeStatus, arguments: object{"node_id": 4, "allow_missing": true, "expect": object{"min_mtu": 1}}, summary: "Network status of node 4 is not as expected", says: "It does not exist.\n\n"},
		"not worded by Qumulo":              {object: interfaceStatus, arguments: object{"allow_missing": true}, faults: map[string]fault{statusRoute: {Status: 404, Body: "not found"}}, summary: "*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			if test.prepare != nil {
				test.prepare(s)
			}
			for route, one := range test.faults {
				s.Inject(route, one)
			}
			p := start(t, environmentOf(s, nil))
			arguments := argumentsOf(test.object, test.arguments)
			for _, isEphemeral := range []bool{false, true} {
				state, d := p.reading(t, isEphemeral, test.object, arguments)
				if test.summary != "" {
					if len(d) != 1 || (test.summary != "*" && !d.is(test.summary)) || !strings.Contains(d[0].Detail, test.says) {
						t.Errorf("got %s", d)
					}
					continue
				}
				succeed(t, d)
				for name, value := range state {
					if _, isArgument := arguments[name]; !isArgument && name != "account_id" && value != nil {
						t.Errorf("%s is %v", name, value)
					}
				}
				if node, ok := arguments["node_id"]; ok && state["node_id"] != int64(node.(int)) { //nolint:forcetypeassert,errcheck // It is one.
					t.Errorf("the node is %v", state["node_id"])
				}
			}
		})
	}
}

// TestWaitingForAnObject has objects that come into being.
func TestWaitingForAnObject(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		object    string
		arguments object
		appear    func(*simulator.Simulator)
	}{
		"an interconnect": {
			interconnectStatus,
			object{"icon": "icon-new", "expect": object{"state": list{"Healthy"}}},
			func(s *simulator.Simulator) {
				s.Set(simulator.InterconnectStatus(account, "icon-new"), `{"state":"Healthy"}`)
			},
		},
		"an interface": {
			interfaceStatus,
			object{"node_id": 99, "expect": object{"update_status": list{"CHANGES_APPLIED"}}},
			func(s *simulator.Simulator) {
				s.Set("/v2/network/interfaces/1/status/99", `{"node_id":99,"update_status":"CHANGES_APPLIED"}`)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			p := start(t, environmentOf(s, nil))
			arguments := argumentsOf(test.object, test.arguments)
			arguments["allow_missing"], arguments["timeouts"] = true, object{"read": "1m"}
			done := make(chan struct{})
			go func() {
				defer close(done)
				eventually(t, "it was asked for", func() bool { return len(s.Requests()) > 0 })
				test.appear(s)
			}()
			state, d := p.read(t.Context(), t, test.object, arguments)
			<-done
			succeed(t, d)
			if state["state"] != "Healthy" && state["update_status"] != "CHANGES_APPLIED" {
				t.Errorf("got %v", state)
			}
		})
	}
}

// TestStableForOverTheProtocol reads for 3 s.
func TestStableForOverTheProtocol(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		timeouts any
		faults   []fault
		min, max time.Duration
		summary  string
	}{
		"with a time-out":             {timeouts: object{"read": "1m"}, min: 3 * time.Second, max: 8 * time.Second},
		"with one, and it comes late": {timeouts: object{"read": "4s"}, faults: []fault{{Body: `{"state":"Down"}`}, {Body: `{"state":"Down"}`}}, min: 4 * time.Second, max: 8 * time.Second, summary: "Interconnect \"icon-fra-1\" of account 023e…c353 is not stable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.InjectOnce(interconnectGet, test.faults...)
			p := start(t, environmentOf(s, nil))
			begun := time.Now()
			_, d := p.read(t.Context(), t, interconnectStatus, object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}, "stable_for": "3s"}, "timeouts": test.timeouts})
			if took := time.Since(begun); took < test.min || took > test.max {
				t.Errorf("it took %s", took)
			}
			if test.summary == "" {
				succeed(t, d)
			} else if !d.is(test.summary) {
				t.Errorf("got %s", d)
			}
		})
	}
}

// TestDiagnosticsOfSettingsAreNotShared reads concurrently with settings that are
// wrong, which all find out at once and add to.
func TestDiagnosticsOfSettingsAreNotShared(t *testing.T) {
	t.Parallel()
	p := start(t, environment{"CLOUDFLARE_API_TOKEN": " x", "CLOUDFLARE_BASE_URL": "x", "NETSTATUS_MAX_RETRIES": "many"})
	p.log = nil
	first := ""
	for i, d := range together(16, func(int) diagnostics {
		_, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
		return d
	}) {
		if first == "" {
			first = d.String()
		}
		if len(d) != 4 || d.String() != first {
			t.Errorf("read %d: got %s", i, d)
		}
	}
}
