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
