// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// inJSON is a text as a member of a document.
func inJSON(t *testing.T, text string) string {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(quoted)
}

// TestSecretsInData has services that put our token into their data: it is data in
// the state, and a secret everywhere else.
func TestSecretsInData(t *testing.T) {
	t.Parallel()
	const line = "HTTP status 200, 1 attempt"
	for name, test := range map[string]struct {
		data, field, value string
		arguments, expect  object
		prepare            func(*simulator.Simulator, string)
		want               string
	}{
		"a reason": {
			data: interconnectStatus, field: "reason", value: "You sent " + secret("api-token") + ".",
			arguments: oneInterconnect, expect: object{"state": list{"Healthy"}},
			prepare: func(s *simulator.Simulator, value string) {
				s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down","reason":`+value+`}`)
			},
			want: failure("Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected",
				"state is \"Down\", expected \"Healthy\". Cloudflare's reason: "+notShown,
				"What to check next:\n  - Check the cross-connect, the optics and the port on your side.", "CHECKED",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, "+line+", cf-ray RAY."),
		},
		"an update status": {
			data: interfaceStatus, field: "update_status", value: secret("token"),
			arguments: oneInterface, expect: object{"update_status": list{"CHANGES_APPLIED"}},
			prepare: func(s *simulator.Simulator, value string) {
				s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":`+value+`}`)
			},
			want: failure("Network interface 1 on node 2 is not as expected",
				"update_status is "+notShown+", expected \"CHANGES_APPLIED\".",
				"What to check next:\n  - Check whether the node has applied the last network change and can be reached.", "CHECKED",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, "+line+"."),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := secretServer(t)
			test.prepare(s, inJSON(t, test.value))
			p := start(t, environmentOf(s, nil))
			for _, isEphemeral := range []bool{false, true} {
				state, d := p.reading(t, isEphemeral, test.data, test.arguments)
				succeed(t, d)
				if state[test.field] != test.value {
					t.Errorf("the state has %q", state[test.field])
				}
			}
			for _, limit := range []any{nil, object{"read": "1s"}} {
				arguments := argumentsOf(test.data, object{"expect": test.expect, "timeouts": limit})
				_, d := p.read(t.Context(), t, test.data, arguments)
				same(t, normalized(checked.ReplaceAllString(d.String(), "CHECKED"), s), test.want)
			}
			leak(t, "log", p.log.String())
			_, waiting, _ := strings.Cut(p.log.String(), `"@message":"waiting for the expected status"`)
			if waiting, _, _ = strings.Cut(waiting, "\n"); !strings.Contains(waiting, notShown) {
				t.Errorf("the log says %q", waiting)
			}
		})
	}
}

// TestSpeedsThatAreNotKnown has -1 as an unsigned number, which is no speed, but data.
func TestSpeedsThatAreNotKnown(t *testing.T) {
	t.Parallel()
	const advice = "What to check next:\n  - The cluster reports no speed for this interface, which is usual on cloud instances (leave min_speed out there), or a port that is down."
	s := simulatortest.Start(t, simulator.Options{})
	s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"interface_details":{"speed":4294967295}}`)
	s.Set("/v3/network/status/2", `{"node_id":2,"devices":[{"name":"bond0","speed":"4294967295","network_details":{"use_for":"FRONTEND"}}]}`)
	p := start(t, environmentOf(s, nil))
	for data, want := range map[string]string{
		interfaceStatus: failure("Network interface 1 on node 2 is not as expected",
			"interface_details.speed is null, expected at least 25000 Mbps.", advice, "CHECKED",
			"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		nodeStatus: failure("Network status of node 2 is not as expected",
			"devices[\"bond0\"].speed is null, expected at least 25000 Mbps.", advice, "CHECKED",
			"Request: GET https://QUMULO/v3/network/status/2, HTTP status 200, 1 attempt."),
	} {
		arguments := object{"node_id": 2}
		if data == interfaceStatus {
			arguments["interface_id"] = 1
		}
		state, d := p.read(t.Context(), t, data, arguments)
		succeed(t, d)
		if !strings.Contains(fmt.Sprint(state), "speed:4294967295") {
			t.Errorf("the state is %v", state)
		}
		arguments["expect"] = object{"min_speed": 25000}
		_, d = p.read(t.Context(), t, data, arguments)
		same(t, normalized(checked.ReplaceAllString(d.String(), "CHECKED"), s), want)
	}
}

// TestEveryMessageIsBounded has services and users that go on and on.
func TestEveryMessageIsBounded(t *testing.T) {
	t.Parallel()
	const (
		rounds    = 30
		most      = 4000
		size      = 900_000
		maxNumber = 30
	)
	seed := uint64(20261126)
	t.Logf("seed %d", seed)
	g := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // The same texts each time.
	// A secret of this round's service.
	ours := ""
	pieces := func() []string {
		return []string{"x", "é", "😀", " ", "\n", "\"", "\\", "<b>", ours, "\x1b[31m", strings.Repeat("=", 5000)}
	}
	long := func(size int) string {
		piece := pieces()[g.IntN(len(pieces()))] + pieces()[g.IntN(len(pieces()))]
		// In JSON, a character may take six bytes.
		for len(inJSON(t, piece)) > 2*len(piece) {
			piece += "xxxxxxxx"
		}
		return strings.Repeat(piece, size/len(inJSON(t, piece))+1)
	}
	s := secretServer(t)
	p := start(t, environmentOf(s, environment{"NETSTATUS_MAX_RETRIES": "0"}))
	expect := object{"state": list{"Healthy"}}
	for i := range rounds {
		icon := fmt.Sprint("icon-", strings.Repeat("i", g.IntN(2)*g.IntN(6000)))
		switch i % 6 {
		case 4:
			ours = secret("token")
		case 5:
			ours = "ours"
		default:
			ours = secret("api-token")
		}
		text := inJSON(t, long(size))
		// What isn't cut off.
		next := ""
		var d diagnostics
		switch i % 6 {
		case 0: // a reason
			s.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down","reason":`+text+`}`)
			_, d = p.read(t.Context(), t, interconnectStatus, object{"icon": icon, "expect": expect})
			next = "\n\nWhat to check next:\n"
		case 1: // a state
			s.Set(simulator.InterconnectStatus(account, icon), `{"state":`+text+`}`)
			_, d = p.read(t.Context(), t, interconnectStatus, object{"icon": icon, "expect": expect, "timeouts": object{"read": "1ms"}})
		case 2: // many of them
			icons := make(list, maxNumber)
			for n := range icons {
				name := fmt.Sprint(icon, n)
				icons[n] = name
				s.Set(simulator.InterconnectStatus(account, name), `{"state":"Down","reason":`+inJSON(t, long(size/maxNumber))+`}`)
			}
			_, d = p.read(t.Context(), t, interconnectStatuses, object{"icons": icons, "expect": expect})
			if next = "\n\n"; icon == "icon-" {
				next = "\nand 10 more.\n\nWhat to check next:\n"
			}
		case 3: // an error
			s.Set(simulator.InterconnectStatus(account, icon), `{"success":false,"errors":[{"code":1,"message":`+text+`}]}`)
			_, d = p.read(t.Context(), t, interconnectStatus, object{"icon": icon, "expect": expect})
		case 4: // another status
			s.Set("/v2/network/interfaces/1/status/2", `{"node_id":2,"update_status":`+text+`}`)
			_, d = p.read(t.Context(), t, interfaceStatus, argumentsOf(interfaceStatus, object{"expect": object{"update_status": list{"CHANGES_APPLIED"}}}))
			next = "\n\nWhat to check next:\n"
		case 5: // what is accepted
			d = p.validateData(t, interconnectStatus, object{"icon": "i", "expect": object{"state": list{long(size)}}})
		}
		if len(d) == 0 {
			t.Errorf("round %d: no diagnostic", i)
		}
		for _, one := range d {
			if n := utf8.RuneCountInString(one.Detail); n > most || utf8.RuneCountInString(one.Summary) > most {
				t.Errorf("round %d: %d characters: %.200s", i, n, one.Detail)
			}
			leak(t, fmt.Sprintf("round %d", i), one.Summary+one.Detail)
			if next != "" && (!strings.Contains(one.Detail, next) || !strings.HasSuffix(one.Detail, provider.Runbook)) {
				t.Errorf("round %d: got %s", i, one.Detail)
			}
		}
	}
	leak(t, "log", p.log.String())
}
