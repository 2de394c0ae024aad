// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const fullStatus = `{
  "node_id": 2, "node_name": "qumulo-2", "update_status": "CHANGES_APPLIED",
  "interface_details": {
    "speed": 100000, "bytes_sent": "18446744073709551615", "bytes_received": "9007199254740993", "cable_status": "CONNECTED",
    "interface_status": "UP", "mac_address": "b8:ce:f6:3a:10:02", "timestamp": "1763839922204"
  },
  "interface_status": {
    "interface_id": 1, "name": "bond0", "default_gateway": "10.20.0.1", "default_gateway_ipv6": "", "bonding_mode": "IEEE_8023AD", "mtu": 9000
  },
  "network_statuses": [
    {
      "name": "one", "assigned_by": "STATIC", "address": "10.20.0.12", "floating_addresses": ["10.20.0.102", "10.20.0.106"],
      "dns_servers": ["10.20.0.2", "10.20.0.3"], "dns_search_domains": ["a.example", "b.example"], "netmask": "255.255.255.0", "mtu": 1500, "vlan_id": 0
    },
    {
      "name": "two", "assigned_by": "HOST", "address": "2001:db8::12", "floating_addresses": ["2001:db8::102", "2001:db8::106"],
      "dns_servers": ["2001:db8::2", "2001:db8::3"], "dns_search_domains": ["c.example", "d.example"], "netmask": "2001:db8::/64", "mtu": 9000.0, "vlan_id": 4e1
    }
  ],
  "aws_status": {
    "eni_id": "eni-1", "device_number": 1, "private_ipv4_addresses": ["172.31.0.1", "172.31.0.2"], "subnet_id": "subnet-1",
    "subnet_mask": "255.255.240.0", "vpc_id": "vpc-1", "security_groups": ["first", "second"]
  },
  "azure_status": {"private_ipv4_address": "172.30.0.1", "network": "azure-network", "subnet_mask": "255.255.0.0"},
  "gcp_status": {"private_ipv4_address": "172.29.0.1", "ip_aliases": ["172.29.1.1", "172.29.1.2"], "network": "gcp-network", "subnet_mask": "255.0.0.0"}
}`

var fullState = object{
	"node_id": int64(2), "node_name": "qumulo-2", "update_status": "CHANGES_APPLIED",
	"interface_details": object{
		"speed": int64(100000), "bytes_sent": "18446744073709551615", "bytes_received": "9007199254740993", "cable_status": "CONNECTED",
		"interface_status": "UP", "mac_address": "b8:ce:f6:3a:10:02", "timestamp": "1763839922204",
	},
	"interface_status": object{
		"interface_id": int64(1), "name": "bond0", "default_gateway": "10.20.0.1", "default_gateway_ipv6": "", "bonding_mode": "IEEE_8023AD", "mtu": int64(9000),
	},
	"network_statuses": list{
		object{
			"name": "one", "assigned_by": "STATIC", "address": "10.20.0.12", "floating_addresses": list{"10.20.0.102", "10.20.0.106"},
			"dns_servers": list{"10.20.0.2", "10.20.0.3"}, "dns_search_domains": list{"a.example", "b.example"}, "netmask": "255.255.255.0", "mtu": int64(1500), "vlan_id": int64(0),
		},
		object{
			"name": "two", "assigned_by": "HOST", "address": "2001:db8::12", "floating_addresses": list{"2001:db8::102", "2001:db8::106"},
			"dns_servers": list{"2001:db8::2", "2001:db8::3"}, "dns_search_domains": list{"c.example", "d.example"}, "netmask": "2001:db8::/64", "mtu": int64(9000), "vlan_id": int64(40),
		},
	},
	"aws_status": object{
		"eni_id": "eni-1", "device_number": int64(1), "private_ipv4_addresses": list{"172.31.0.1", "172.31.0.2"}, "subnet_id": "subnet-1",
		"subnet_mask": "255.255.240.0", "vpc_id": "vpc-1", "security_groups": list{"first", "second"},
	},
	"azure_status": object{"private_ipv4_address": "172.30.0.1", "network": "azure-network", "subnet_mask": "255.255.0.0"},
	"gcp_status":   object{"private_ipv4_address": "172.29.0.1", "ip_aliases": list{"172.29.1.1", "172.29.1.2"}, "network": "gcp-network", "subnet_mask": "255.0.0.0"},
}

// statusOf is a state without the arguments that aren't members of the document.
func statusOf(state object) object {
	status := maps.Clone(state)
	maps.DeleteFunc(status, func(name string, _ any) bool { return isArgument(name) })
	return status
}

// isArgument reports whether an attribute is an argument that isn't a member of the
// document.
func isArgument(name string) bool {
	return slices.Contains([]string{"interface_id", "allow_missing", "after", "withhold", "released", "expect", "timeouts"}, name)
}

// withNode is a document with the node's id in front, unless it has one.
func withNode(document string) string {
	if strings.Contains(document, `"node_id"`) {
		return document
	}
	return strings.Replace(strings.Replace(document, "{", `{"node_id":2,`, 1), ",}", "}", 1)
}

// nothing is the state of a document that says nothing.
func nothing(more object) object {
	state := object{
		"node_id": int64(2), "node_name": nil, "update_status": nil, "interface_details": nil, "interface_status": nil,
		"network_statuses": nil, "aws_status": nil, "azure_status": nil, "gcp_status": nil,
	}
	maps.Copy(state, more)
	return state
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	empty := func(names ...string) object {
		members := object{}
		for _, name := range names {
			members[name] = nil
		}
		return members
	}
	network := empty("name", "assigned_by", "address", "floating_addresses", "dns_servers", "dns_search_domains", "netmask", "mtu", "vlan_id")
	withLists := maps.Clone(network)
	withLists["floating_addresses"], withLists["dns_servers"], withLists["mtu"] = list{}, list{nil, "x", nil}, int64(0)
	details := empty("speed", "bytes_sent", "bytes_received", "cable_status", "interface_status", "mac_address", "timestamp")
	for name, test := range map[string]struct {
		document string
		want     object
	}{
		"every leaf, every list with two elements": {fullStatus, fullState},
		"nothing": {`{}`, nothing(nil)},
		"everything null": {
			`{"node_id":2,"node_name":null,"update_status":null,"interface_details":null,"interface_status":null,"network_statuses":null,"aws_status":null,"azure_status":null,"gcp_status":null}`,
			nothing(nil),
		},
		"empty objects and lists": {
			`{"interface_details":{},"network_statuses":[],"aws_status":{"security_groups":[],"private_ipv4_addresses":null},"azure_status":{}}`,
			nothing(object{
				"interface_details": details, "network_statuses": list{}, "azure_status": empty("private_ipv4_address", "network", "subnet_mask"),
				"aws_status": object{
					"eni_id": nil, "device_number": nil, "private_ipv4_addresses": nil, "subnet_id": nil, "subnet_mask": nil, "vpc_id": nil, "security_groups": list{},
				},
			}),
		},
		"null in lists": {
			`{"network_statuses":[null,{},{"floating_addresses":[],"dns_servers":[null,"x",null],"mtu":0}]}`,
			nothing(object{"network_statuses": list{nil, network, withLists}}),
		},
		"values that aren't documented, and members": {
			`{"update_status":"NEW","Node_Name":"x","extra":{"deep":[{"er":[]}]},"interface_details":{"interface_status":"new","mtu":"x"}}`,
			nothing(object{"update_status": "NEW", "interface_details": func() object {
				more := maps.Clone(details)
				more["interface_status"] = "new"
				return more
			}()}),
		},
		"texts as they are": {
			`{"node_name":" ${a} %{b} \"\\\u0000\t\u00e9\ud83d\ude00 \u2028\ufeff ","update_status":""}`,
			nothing(object{"node_name": " ${a} %{b} \"\\\x00\té😀 \u2028\ufeff ", "update_status": ""}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set("/v2/network/interfaces/1/status/2", withNode(test.document))
			p := start(t, environmentOf(s, nil))
			state, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
			succeed(t, d)
			if got := statusOf(state); !reflect.DeepEqual(got, test.want) {
				t.Errorf("data source: got\n%v\nwant\n%v", got, test.want)
			}
			state, d = p.open(t.Context(), t, interfaceStatus, oneInterface)
			succeed(t, d)
			if got := statusOf(state); !reflect.DeepEqual(got, test.want) {
				t.Errorf("ephemeral resource: got\n%v\nwant\n%v", got, test.want)
			}
		})
	}
}

func TestFullStateHasEveryLeaf(t *testing.T) {
	t.Parallel()
	found := leaves{}
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch value := value.(type) {
		case object:
			for name, member := range value {
				walk(join(at, name), member)
			}
		case list:
			if len(value) != 2 {
				t.Errorf("%s has %d elements", at, len(value))
			}
			for _, element := range value {
				walk(at+"[]", element)
			}
		case string:
			found[at] = "string"
		case int64:
			found[at] = "number"
		}
	}
	walk("", fullState)
	if different := differences(leaves{}.ofAPI("", simulator.NewSchema("network_interface_status")), found); len(different) > 0 {
		t.Error(strings.Join(different, "\n"))
	}
}

// TestRandomDocuments reads documents that conform to the documented schema, and
// compares the results with what was put into them.
func TestRandomDocuments(t *testing.T) {
	t.Parallel()
	const documents = 250
	g := newGenerator(20261122)
	schema := simulator.NewSchema("network_interface_status")
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, session))
	reads := 0
	for range documents {
		document, want := g.object(schema, map[string]int64{"node_id": 2})
		id := interfaceOf(want)
		if id < 1 {
			continue
		}
		reads++
		s.Set(fmt.Sprintf("/v2/network/interfaces/%d/status/2", id), document)
		got, d := p.read(t.Context(), t, interfaceStatus, object{"interface_id": id, "node_id": 2})
		if len(d) > 0 || !reflect.DeepEqual(statusOf(got), want) {
			t.Fatalf("%s\ngot\n%v\nwant\n%v\n%s", document, statusOf(got), want, d)
		}
	}
	if n := len(s.Requests()); n != reads+1 || s.Logins() != 1 {
		t.Errorf("got %d requests and %d logins, want %d and one", n, s.Logins(), reads+1)
	}
}

// interfaceOf returns the interface that a status says it is of, or 1.
func interfaceOf(status object) int64 {
	if configuration, ok := status["interface_status"].(object); ok {
		if id, ok := configuration["interface_id"].(int64); ok {
			return id
		}
	}
	return 1
}

// TestWrongDocuments names the member that is wrong.
func TestWrongDocuments(t *testing.T) {
	t.Parallel()
	for document, problem := range map[string]string{
		`{}`:               "node_id: expected an integer, got none",
		`{"node_id":null}`: "node_id: expected an integer, got none",
		`{"node_id":3}`:    "node_id: asked for node 2, got the status of node 3",
		`{"node_id":2,"interface_status":{"interface_id":3}}`: "interface_status.interface_id: asked for interface 1, got the status of interface 3",
		`{"node_id":"2"}`:                                       "node_id: expected an integer, got a string",
		`{"node_id":2.5}`:                                       "node_id: expected a 64-bit integer, got a number that is not an integer",
		`{"interface_details":{"speed":1e19}}`:                  "interface_details.speed: expected a 64-bit integer, got a number that is too large",
		`{"interface_details":{"speed":"100"}}`:                 "interface_details.speed: expected an integer, got a string",
		`{"interface_details":{"bytes_sent":1}}`:                "interface_details.bytes_sent: expected a string, got a number",
		`{"interface_details":"UP"}`:                            "interface_details: expected an object, got a string",
		`{"interface_status":"UP"}`:                             "interface_status: expected an object, got a string",
		`{"network_statuses":{}}`:                               "network_statuses: expected an array, got an object",
		`{"network_statuses":[{"mtu":true}]}`:                   "network_statuses[0].mtu: expected an integer, got a boolean",
		`{"network_statuses":[{},{"dns_servers":["a",["b"]]}]}`: "network_statuses[1].dns_servers[1]: expected a string, got an array",
		`[]`:                       "expected an object, got an array",
		`null`:                     "expected an object, got null",
		`{"node_name":"x"`:         "not JSON at byte 16: unexpected EOF",
		`{"node_name":"x"}{}`:      "not JSON at byte 17: invalid character '{' after top-level value",
		`{"x":1,"x":2}`:            "x: not JSON at byte 7: duplicate object member name",
		"{\"node_name\":\"\xff\"}": "node_name: not JSON at byte 14: invalid UTF-8",
	} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set("/v2/network/interfaces/1/status/2", document)
			p := start(t, environmentOf(s, nil))
			state, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
			same(t, d.String(), fmt.Sprintf("error: Qumulo's answer can't be read\nNetwork interface 1 on node 2 could not be read: %s.\n\n"+
				"Expected: the JSON document that the API documents\nThe answer begins: %s\n\n"+
				"Request: GET https://127.0.0.1:%d/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt.",
				problem, strings.ToValidUTF8(document, "\ufffd"), s.QumuloPort()))
			if state != nil {
				t.Errorf("a state came of it: %v", state)
			}
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests for a document that won't change", n)
			}
		})
	}
}

func TestInterconnectDocuments(t *testing.T) {
	t.Parallel()
	envelope := func(result string) string {
		return `{"success":true,"errors":[],"messages":[],"result":` + result + `}`
	}
	for document, want := range map[string]list{
		`{"state":"Pending"}`:                                 {"Pending", nil},
		`{"state":"Down","reason":"No light."}`:               {"Down", "No light."},
		`{"state":"Down","reason":null}`:                      {"Down", nil},
		`{"state":"Down"}`:                                    {"Down", nil},
		`{"state":"Unhealthy","reason":"LACP \u00e9 ${x}"}`:   {"Unhealthy", "LACP é ${x}"},
		`{"state":"Healthy"}`:                                 {"Healthy", nil},
		`{"state":"Healthy","reason":"all well"}`:             {"Healthy", "all well"},
		`{"state":"Maintenance","reason":"announced"}`:        {"Maintenance", "announced"},
		`{"state":""}`:                                        {"", nil},
		`{"state":"Down","State":"Healthy","more":[1]}`:       {"Down", nil},
		`{"state":"Down","success":true}`:                     {"Down", nil},
		`{"state":"Down","errors":[],"messages":[],"x":null}`: {"Down", nil},
		envelope(`{"state":"Healthy"}`):                       {"Healthy", nil},
		envelope(`{"state":"Down","reason":"x"}`):             {"Down", "x"},
		envelope(`{"state":"Maintenance","reason":"x"}`):      {"Maintenance", "x"},
		`{"result":{"state":"Down","reason":"x"},"success":true,"errors":null,"messages":null}`: {"Down", "x"},
	} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), document)
			p := start(t, environmentOf(s, nil))
			state := object{"icon": "icon-fra-1", "account_id": account, "state": want[0], "reason": want[1], "allow_missing": nil, "expect": nil, "timeouts": nil}
			got, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
			succeed(t, d)
			if !reflect.DeepEqual(got, state) {
				t.Errorf("data source: got %v, want %v", got, state)
			}
			got, d = p.open(t.Context(), t, interconnectStatus, oneInterconnect)
			succeed(t, d)
			state["after"], state["withhold"], state["released"] = nil, nil, nil
			if !reflect.DeepEqual(got, state) {
				t.Errorf("ephemeral resource: got %v, want %v", got, state)
			}
		})
	}
}

func TestWrongInterconnectDocuments(t *testing.T) {
	t.Parallel()
	for document, problem := range map[string]string{
		"":                                "expected an object, got an empty body",
		" \n":                             "expected an object, got an empty body",
		`null`:                            "expected an object, got null",
		`[]`:                              "expected an object, got an array",
		`"Healthy"`:                       "expected an object, got a string",
		`{}`:                              "state: expected a string, got none",
		`{"state":null}`:                  "state: expected a string, got none",
		`{"state":5}`:                     "state: expected a string, got a number",
		`{"state":{"state":"Healthy"}}`:   "state: expected a string, got an object",
		`{"state":"Down","reason":["x"]}`: "reason: expected a string, got an array",
		`{"State":"Healthy"}`:             "state: expected a string, got none",
		`{"state":"Healthy"`:              "not JSON at byte 18: unexpected EOF",
		`<html>Healthy</html>`:            "not JSON at byte 0: invalid character '<' at start of value",
		`{"success":true,"result":null}`:  "expected an object, got null",
		`{"success":true,"result":[]}`:    "expected an object, got an array",
		`{"success":true,"result":{}}`:    "state: expected a string, got none",
		`{"success":true}`:                "state: expected a string, got none",
		`{"result":{"state":"Healthy"}}`:  "state: expected a string, got none",
	} {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), document)
			p := start(t, environmentOf(s, nil))
			state, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
			begins := strings.TrimSpace(document)
			switch {
			case begins == "":
				begins = "(empty)"
			case begins[0] == '<':
				begins += "\n\nThat is a page, so it isn't the API, but something in between, such as a gateway or a proxy, or another address. account_id (CLOUDFLARE_ACCOUNT_ID) or cloudflare.base_url (CLOUDFLARE_BASE_URL) is wrong: " +
					"compare them with the account id in Cloudflare's dashboard, and with https://api.cloudflare.com/client/v4/."
			}
			same(t, withoutRay(d.String()), fmt.Sprintf("error: Cloudflare's answer can't be read\nInterconnect \"icon-fra-1\" of account 023e…c353 could not be read: %s.\n\n"+
				"Expected: the JSON document that the API documents\nThe answer begins: %s\n\n"+
				"Request: GET %saccounts/%s/cni/interconnects/icon-fra-1/status, HTTP status 200, 1 attempt, cf-ray RAY.",
				problem, begins, s.CloudflareURL(), account))
			if state != nil {
				t.Errorf("a state came of it: %v", state)
			}
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests for a document that won't change", n)
			}
		})
	}
	for _, test := range [][2]string{
		{`{"success":false,"errors":[{"code":1001,"message":"Unknown interconnect."}],"result":null}`, `: 1001: Unknown interconnect.`},
		{`{"success":false,"errors":[{"code":1,"message":"a"},null,{"code":2,"message":"b"}],"result":{"state":"Healthy"}}`, `: 1, 2: a; b`},
		{`{"success":false,"errors":[{"code":7}]}`, `: 7`},
		{`{"success":false,"errors":[{"message":"bad"}]}`, `: bad`},
		{`{"success":false,"errors":[],"state":"Healthy"}`, `, with a body that begins: {"success":false,"errors":[],"state":"Healthy"}`},
		{`{"success":false}`, `, with a body that begins: {"success":false}`},
	} {
		document, problem := test[0], test[1]
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), document)
			p := start(t, environmentOf(s, nil))
			state, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
			same(t, withoutRay(d.String()), fmt.Sprintf("error: Cloudflare answered with an error\nInterconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 200 OK%s\n\n"+
				"Request: GET %saccounts/%s/cni/interconnects/icon-fra-1/status, HTTP status 200, 1 attempt, cf-ray RAY.",
				problem, s.CloudflareURL(), account))
			if state != nil {
				t.Errorf("a state came of it: %v", state)
			}
		})
	}
}

// TestNoOtherPathIsReached holds segments to their place in the path, whatever is
// in them.
func TestNoOtherPathIsReached(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	for value, escaped := range map[string]string{
		"a/../../x?y#z":       "a%2F..%2F..%2Fx%3Fy%23z",
		"../status":           "..%2Fstatus",
		"/":                   "%2F",
		"...":                 "...",
		"%2e%2e":              "%252e%252e",
		"%2F":                 "%252F",
		"a b+c;d=e&f:g@h,i":   "a%20b+c%3Bd=e&f:g@h%2Ci",
		`\..\`:                "%5C..%5C",
		"é\u2028😀":            "%C3%A9%E2%80%A8%F0%9F%98%80",
		"http://example.com/": "http:%2F%2Fexample.com%2F",
	} {
		for _, test := range []struct{ account, icon, escapedAccount, escapedIcon string }{
			{account, value, account, escaped},
			{value, "icon", escaped, "icon"},
		} {
			s.Set(simulator.InterconnectStatus(test.account, test.icon), `{"state":"Healthy"}`)
			s.ResetRequests()
			state, d := p.read(t.Context(), t, interconnectStatus, object{"account_id": test.account, "icon": test.icon})
			succeed(t, d)
			if state["state"] != "Healthy" || state["icon"] != test.icon || state["account_id"] != test.account {
				t.Errorf("%q of %q: got %v", test.icon, test.account, state)
			}
			want := []string{"GET /client/v4/accounts/" + test.escapedAccount + "/cni/interconnects/" + test.escapedIcon + "/status"}
			if got := paths(s); !slices.Equal(got, want) || s.Requests()[0].Query != "" {
				t.Errorf("got requests %q, want %q", got, want)
			}
		}
	}
	s.ResetRequests()
	for _, value := range []string{"", ".", "..", "a\x00", "a\nb", "\x7f", "a\u0085", "a\ufffd"} {
		for _, arguments := range []object{{"icon": value}, {"icon": "icon", "account_id": value}} {
			_, d := p.read(t.Context(), t, interconnectStatus, arguments)
			if !d.hasError() || !strings.Contains(d.String(), segmentProblem) {
				t.Errorf("%q: got %s", arguments, d)
			}
		}
	}
	if got := paths(s); len(got) != 0 {
		t.Errorf("got requests %q for values that are no segments", got)
	}
}
