// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// statusOf is a state without the arguments that aren't members of the document.
func statusOf(state object) object {
	status := maps.Clone(state)
	for _, argument := range []string{"interface_id", "allow_missing", "after", "withhold", "released", "expect", "timeouts"} {
		delete(status, argument)
	}
	return status
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

// TestRandomDocuments reads documents that conform to the documented schemas, a third of them
// in the published document's spelling, and compares the results with what was put into them.
func TestRandomDocuments(t *testing.T) {
	t.Parallel()
	nodeSchema := simulator.NewSchema("node_network_status")
	nodeSchema.Properties["devices"].Items.Properties["speed"].Type = "digits"
	for data, test := range map[string]struct {
		plural    string
		arguments object
		// path is that of the list; below it are the single ones.
		path      string
		schema    *simulator.Schema
		published map[string]string
	}{
		interfaceStatus: {interfaceStatuses, object{"interface_id": 1}, "/v2/network/interfaces/1/status/", simulator.NewSchema("network_interface_status"), nil},
		nodeStatus: {nodeStatuses, object{}, "/v3/network/status", nodeSchema, map[string]string{
			"cloud_status": "api_cloud_provider_status", "network_details": "api_network_specific_fields", "use_for": "type",
		}},
	} {
		t.Run(data, func(t *testing.T) {
			t.Parallel()
			const documents = 200
			g := newGenerator(20261122)
			s := simulatortest.Start(t, simulator.Options{})
			p := start(t, environmentOf(s, nil))
			all, states := make([]string, documents), make(list, documents)
			for i := range documents {
				if g.Spelling = nil; i%3 == 0 {
					g.Spelling = test.published
				}
				id := int64(i + 1)
				g.IDs = map[string]int64{"node_id": id, "interface_id": 1}
				document, want := g.object(test.schema)
				all[i], states[i] = document, want
				s.Set(fmt.Sprintf("%s/%d", strings.TrimSuffix(test.path, "/"), id), document)
				arguments := object{"node_id": id}
				maps.Copy(arguments, test.arguments)
				for _, isEphemeral := range []bool{false, true} {
					got, d := p.reading(t, isEphemeral, data, arguments)
					if len(d) > 0 || !reflect.DeepEqual(statusOf(got), want) {
						t.Fatalf("%s\ngot\n%v\nwant\n%v\n%s", document, statusOf(got), want, d)
					}
				}
			}
			g.Shuffle(documents, func(i, j int) { all[i], all[j] = all[j], all[i] })
			s.Set(test.path, "["+strings.Join(all, ",")+"]")
			for _, isEphemeral := range []bool{false, true} {
				got, d := p.reading(t, isEphemeral, test.plural, test.arguments)
				if len(d) > 0 || !reflect.DeepEqual(got["statuses"], any(states)) {
					t.Errorf("the plural differs: %s", d)
				}
			}
		})
	}
}

func TestInterconnectDocuments(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]list{
		`{"state":"Down","reason":"LACP \u00e9 ${x}"}`:                              {"Down", "LACP é ${x}"},
		`{"state":"Maintenance","reason":null}`:                                     {"Maintenance", nil},
		`{"state":""}`:                                                              {"", nil},
		`{"state":"Down","State":"Healthy","more":[1]}`:                             {"Down", nil},
		`{"state":"Down","success":true,"errors":[],"messages":[],"x":null}`:        {"Down", nil},
		`{"state":"Down","success":null,"errors":null,"result":null}`:               {"Down", nil},
		`{"success":true,"errors":[],"messages":[],"result":{"state":"Healthy"}}`:   {"Healthy", nil},
		`{"result":{"state":"Down","reason":"x"},"success":true,"errors":null}`:     {"Down", "x"},
		`{"success":true,"result":{"success":true,"errors":[],"state":"Healthy"}}`:  {"Healthy", nil},
		`{"state":null,"success":true,"result":{"success":null,"state":"Healthy"}}`: {"Healthy", nil},
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

// TestUnreadableDocuments names the member that is wrong.
func TestUnreadableDocuments(t *testing.T) {
	t.Parallel()
	const cloudflarePage = "\n\nThat is a page, so it isn't the API, but something in between, such as a gateway or a proxy, or another address. " +
		"account_id (CLOUDFLARE_ACCOUNT_ID) or cloudflare.base_url (CLOUDFLARE_BASE_URL) is wrong: compare them with the account id in Cloudflare's dashboard, and with https://api.cloudflare.com/client/v4/."
	for _, test := range []struct {
		data         string
		arguments    object
		path, object string
		documents    map[string]string
	}{
		{interfaceStatus, nil, "/v2/network/interfaces/1/status/2", "Network interface 1 on node 2", map[string]string{
			`{}`:               "node_id: expected an integer, got none",
			`{"node_id":null}`: "node_id: expected an integer, got none",
			`{"node_id":3}`:    "node_id: asked for node 2, got the status of node 3",
			`{"node_id":2,"interface_status":{"interface_id":3}}`: "interface_status.interface_id: asked for interface 1, got the status of interface 3",
			`{"node_id":"2"}`:                                       "node_id: expected an integer, got a string",
			`{"node_id":2.5}`:                                       "node_id: expected a 64-bit integer, got a number that is not an integer",
			`{"interface_details":{"speed":1e19}}`:                  "interface_details.speed: expected a 64-bit integer, got a number that is too large",
			`{"interface_details":{"bytes_sent":1}}`:                "interface_details.bytes_sent: expected a string, got a number",
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
		}},
		{nodeStatus, oneNode, simulator.NodeNetworkStatus(2), "Network status of node 2", map[string]string{
			`{"node_id":3}`:                                             "node_id: asked for node 2, got the status of node 3",
			`{"network_statuses":{"integer":5}}`:                        notShown + ": expected an object, got a number",
			`{"devices":[{},{},{},{"speed":100000}]}`:                   "devices[3].speed: expected a string that holds a whole number, got a number",
			`{"devices":[{"speed":""}]}`:                                `devices[0].speed: expected a string that holds a whole number, got ""`,
			`{"devices":[{"speed":"100.5"}]}`:                           `devices[0].speed: expected a string that holds a whole number, got "100.5"`,
			`{"devices":[{"speed":"` + strings.Repeat("1", 50) + `"}]}`: `devices[0].speed: expected a string that holds a whole number, got "` + strings.Repeat("1", 40) + `…"`,
			`{"network_statuses":{"1":"APPLIED"}}`:                      "network_statuses[1]: expected an object, got a string",
			`{"network_statuses":{"x":{"status":1}}}`:                   "network_statuses.x.status: expected a string, got a number",
			`{"devices":[{"api_network_specific_fields":{"type":5}}]}`:  "devices[0].api_network_specific_fields.type: expected a string, got a number",
		}},
		{interfaceStatuses, object{"interface_id": 1}, "/v2/network/interfaces/1/status/", "Network interface 1", map[string]string{
			`[{"node_id":1},{"node_id":2,"interface_status":{"interface_id":3}}]`: "[1].interface_status.interface_id: asked for interface 1, got the status of interface 3",
			`[{"node_id":3},{"node_id":1},{"node_id":3.0}]`:                       "[2].node_id: node 3 is there twice, also as element 0",
			`[{"node_id":3},{"node_name":"a"}]`:                                   "[1].node_id: expected an integer, got none",
			`[{"node_id":3},null]`:                                                "[1].node_id: expected an integer, got none",
		}},
		{nodeStatuses, nil, "/v3/network/status", "The network status of the nodes", map[string]string{
			`[{"node_id":3},{"node_id":1},{"node_id":3.0}]`: "[2].node_id: node 3 is there twice, also as element 0",
			`[{"node_id":3},null]`:                          "[1].node_id: expected an integer, got none",
		}},
		{"netstatus_nodes", nil, "/v1/cluster/nodes/", "The cluster's nodes", map[string]string{
			`[{"id":3},{"id":1},{"id":3.0}]`: "[2].id: node 3 is there twice, also as element 0",
			`[{"id":3},null]`:                "[1].id: expected an integer, got none",
		}},
		{"netstatus_network_interfaces", nil, "/v2/network/interfaces/", "The cluster's network interfaces", map[string]string{
			`{}`: "expected an array, got an object",
		}},
		{"netstatus_interconnects", nil, simulator.Interconnects(account), "The interconnects of account 023e…c353", map[string]string{
			`{"next":null}`:           "items: expected an array, got none",
			`{"items":[],"next":"1"}`: "next: expected an integer, got a string",
		}},
		{interconnectStatus, nil, simulator.InterconnectStatus(account, "icon-fra-1"), "Interconnect \"icon-fra-1\" of account 023e…c353", map[string]string{
			"":                                "expected an object, got an empty body",
			" \n":                             "expected an object, got an empty body",
			`null`:                            "expected an object, got null",
			`[]`:                              "expected an object, got an array",
			`{}`:                              "state: expected a string, got none",
			`{"state":null}`:                  "state: expected a string, got none",
			`{"state":5}`:                     "state: expected a string, got a number",
			`{"state":"Down","reason":["x"]}`: "reason: expected a string, got an array",
			`{"State":"Healthy"}`:             "state: expected a string, got none",
			`{"state":"Healthy"`:              "not JSON at byte 18: unexpected EOF",
			`<html>Healthy</html>`:            "not JSON at byte 0: invalid character '<' at start of value",
			`{"success":true,"result":null}`:  "expected an object, got null",
			`{"success":true,"result":[]}`:    "expected an object, got an array",
			`{"success":true,"result":{}}`:    "state: expected a string, got none",
			`{"success":true}`:                "state: expected a string, got none",
			`{"result":{"state":"Healthy"}}`:  "state: expected a string, got none",
			// An envelope isn't guessed at.
			`{"state":"Healthy","errors":{}}`:                              "errors: expected an array, got an object",
			`{"success":true,"result":{"errors":false,"state":"Healthy"}}`: "errors: expected an array, got a boolean",
			`{"state":"Healthy","result":{"state":"Down"}}`:                "expected either state or result, got both",
			`{"success":true,"result":{"result":5,"state":"Healthy"}}`:     "expected either state or result, got both",
		}},
	} {
		t.Run(test.data, func(t *testing.T) {
			t.Parallel()
			service, address, id := "Qumulo", "https://QUMULO", ""
			if strings.Contains(test.path, account) {
				service, address, id = "Cloudflare", "http://CLOUDFLARE", ", cf-ray RAY"
			}
			for document, problem := range test.documents {
				begins := cmp.Or(strings.ToValidUTF8(strings.TrimSpace(document), "\ufffd"), "(empty)")
				switch {
				case begins[0] == '<':
					begins += cloudflarePage
				case strings.HasPrefix(problem, notShown):
					begins = notShown
				}
				refuse(t, test.data, argumentsOf(test.data, test.arguments), test.path, document, failure(service+"'s answer can't be read",
					test.object+" could not be read: "+problem+".",
					"Expected: the JSON document that the API documents\nThe answer begins: "+begins,
					"Request: GET "+address+test.path+", HTTP status 200, 1 attempt"+id+"."))
			}
		})
	}
}

// refuse reads a document that is an error, and not read again since it won't change. The token
// is a word of ours: what repeats it is hidden, and our own words aren't.
func refuse(t *testing.T, data string, arguments object, path, document, want string) {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{Token: "integer", APIToken: "integer"})
	s.Set(path, document)
	state, d := start(t, environmentOf(s, nil)).read(t.Context(), t, data, arguments)
	same(t, normalized(d.String(), s), want)
	if n := len(s.Requests()); n != 1 || state != nil {
		t.Errorf("%s: %d requests, and the state %v", document, n, state)
	}
}

// TestEnvelopesThatSayNo have a state beside what says that there is an error.
func TestEnvelopesThatSayNo(t *testing.T) {
	t.Parallel()
	const (
		errs = `"errors":[{"code":1001,"message":"no","error_chain":[{"code":2,"message":"b","error_chain":[{"code":3,"message":"c"}]}]}]`
		said = ": 1001: no (2: b (3: c))"
		// begins is followed by the envelope that says it.
		begins = ", with a body that begins: "
	)
	for document, problem := range map[string]string{
		`{"success":false,"state":"Healthy"}`:                                    begins + `{"success":false,"state":"Healthy"}`,
		`{"success":"true","state":"Healthy"}`:                                   begins + `{"success":"true","state":"Healthy"}`,
		`{"success":true,"result":{"success":false,"state":"Healthy"}}`:          begins + `{"success":false,"state":"Healthy"}`,
		`{"errors":[null],"state":"Healthy"}`:                                    begins + `{"errors":[null],"state":"Healthy"}`,
		`{"errors":["x"],"state":"Healthy"}`:                                     begins + `{"errors":["x"],"state":"Healthy"}`,
		`{` + errs + `,"state":"Healthy"}`:                                       said,
		`{"success":true,` + errs + `,"result":{"state":"Healthy"}}`:             said,
		`{"success":true,"result":{` + errs + `,"state":"Healthy"}}`:             said,
		`{"errors":[{"code":1,"message":"a"},null,{"code":2,"message":"b"}]}`:    ": 1, 2: a; b",
		`{"errors":[{"code":1e3},{"code":"x","message":"b"}],"state":"Healthy"}`: ": 1e3: b",
	} {
		path := simulator.InterconnectStatus(account, "icon-fra-1")
		refuse(t, interconnectStatus, oneInterconnect, path, document, failure("Cloudflare answered with an error",
			"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 200 OK"+problem,
			"Request: GET http://CLOUDFLARE"+path+", HTTP status 200, 1 attempt, cf-ray RAY."))
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
		" ":                   "%20",
		"\u00a0":              "%C2%A0",
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
	for _, value := range []string{"", ".", "..", "a\x00", "a\x1fb", "\x7f", "a\u009f", "a\ufffd"} {
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
