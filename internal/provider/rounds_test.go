// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestElementsOfTheDecidingRound has one of two links that can't be read any more: it is
// given with its name and nulls, and never with what an earlier round has read.
func TestElementsOfTheDecidingRound(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set(simulator.InterconnectStatus(account, "icon-ams-1"), `{"state":"Healthy","reason":"first round"}`)
	s.InjectOnce(statusRouteOf("icon-ams-1"), append([]fault{{}}, slices.Repeat([]fault{{Status: 503}}, 50)...)...)
	p := start(t, environmentOf(s, nil))
	state, d := p.read(t.Context(), t, interconnectStatuses, object{
		"icons": list{"icon-ams-1", "icon-fra-1"}, "expect": object{"state": list{"Healthy"}, "min_good": 1, "stable_for": "3s"}, "timeouts": object{"read": "1m"},
	})
	succeed(t, d)
	statuses, ok := state["statuses"].(list)
	if !ok || len(statuses) != 2 {
		t.Fatalf("got %v", state)
	}
	for i, want := range []object{{"icon": "icon-ams-1", "state": nil, "reason": nil}, {"icon": "icon-fra-1", "state": "Healthy", "reason": nil}} {
		got, ok := statuses[i].(object)
		if !ok || got["icon"] != want["icon"] || got["state"] != want["state"] || got["reason"] != want["reason"] {
			t.Errorf("got %v, want %v", statuses[i], want)
		}
	}
}

// TestALinkThatGoesBetweenListAndStatus is listed again while the read waits, and ends
// one that doesn't.
func TestALinkThatGoesBetweenListAndStatus(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set(simulator.Interconnects(account), `{"items":[{"name":"icon-fra-1"},{"name":"icon-gone"}],"next":null}`)
	p := start(t, environmentOf(s, nil))
	arguments := object{"all": true, "expect": object{"state": list{"Healthy"}}}
	if _, d := p.read(t.Context(), t, interconnectStatuses, arguments); !d.is("Interconnect \"icon-gone\" of account 023e…c353 not found") {
		t.Errorf("without a time-out: got %s", d)
	}
	s.ResetRequests()
	go func() {
		eventually(t, "the one that has gone was asked for", func() bool { return slices.Contains(paths(s), statusRouteOf("icon-gone")) })
		s.Set(simulator.Interconnects(account), `{"items":[{"name":"icon-fra-1"}],"next":null}`)
	}()
	arguments["timeouts"] = object{"read": "1m"}
	state, d := p.read(t.Context(), t, interconnectStatuses, arguments)
	succeed(t, d)
	if statuses, ok := state["statuses"].(list); !ok || len(statuses) != 1 {
		t.Errorf("got %v", state)
	}
}

// TestAReadThatBeganAfterAChange isn't answered by a request that was sent before it: a
// slow answer says that the link is up, the link goes down, and a gate opens.
func TestAReadThatBeganAfterAChange(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
	arrived, release := s.Hold(interconnectGet)
	early := make(chan diagnostics, 1)
	go func() {
		_, d := p.read(t.Context(), t, interconnectStatus, arguments)
		early <- d
	}()
	<-arrived
	s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down"}`)
	late := make(chan diagnostics, 1)
	go func() {
		_, d := p.open(t.Context(), t, interconnectStatus, arguments)
		late <- d
	}()
	time.Sleep(50 * time.Millisecond) // Time to join the first request, if it could.
	if len(early) > 0 {
		t.Error("the first answer came before it was released")
	}
	release()
	succeed(t, <-early)
	if d := <-late; !d.hasError() {
		t.Error("a gate that opened after the link went down has passed")
	}
}

// TestARefusalOfAnObjectThatWasRead is a failed check, and the second one in a row an error.
func TestARefusalOfAnObjectThatWasRead(t *testing.T) {
	t.Parallel()
	for name, refusals := range map[string]int{"once": 1, "twice": 2} {
		for data, arguments := range map[string]object{interconnectStatus: {"icon": "icon-ams-1"}, interconnectStatuses: {"icons": list{"icon-ams-1"}}} {
			t.Run(name+", "+data, func(t *testing.T) {
				t.Parallel()
				s := simulatortest.Start(t, simulator.Options{})
				p := start(t, environmentOf(s, nil))
				s.InjectOnce(statusRouteOf("icon-ams-1"), append([]fault{{}}, slices.Repeat([]fault{{Status: 403, Body: `{"success":false,"errors":[{"code":10000}]}`}}, refusals)...)...)
				go func() {
					eventually(t, "it was refused", func() bool { return len(s.Requests()) > 1 })
					s.Set(simulator.InterconnectStatus(account, "icon-ams-1"), `{"state":"Healthy"}`)
				}()
				arguments["expect"], arguments["timeouts"] = object{"state": list{"Healthy"}}, object{"read": "1m"}
				_, d := p.read(t.Context(), t, data, arguments)
				if d.hasError() != (refusals > 1) || (refusals > 1 && !d.is("Cloudflare refuses the credentials")) || len(s.Requests()) != 3 {
					t.Errorf("got %s after %q", d, paths(s))
				}
			})
		}
	}
}

// TestReadsThatWaitShareTheLimit has more of them than the service's limit has room for.
func TestReadsThatWaitShareTheLimit(t *testing.T) {
	t.Parallel()
	const reads = 12
	s := simulatortest.Start(t, simulator.Options{})
	s.SetRateLimit(60, time.Minute)
	p := start(t, environmentOf(s, nil))
	began := time.Now()
	putOff := 0
	for _, d := range together(reads, func(int) diagnostics {
		_, d := p.read(t.Context(), t, interconnectStatus, object{"icon": "icon-ams-1", "expect": object{"state": list{"Healthy"}}, "timeouts": object{"read": "8s"}})
		return d
	}) {
		if !d.is("Interconnect \"icon-ams-1\" of account 023e…c353 is not as expected") {
			t.Errorf("got %s", d)
		}
		if strings.Contains(d.String(), " No other check fits into the time-out: all reads that wait use at most half of Cloudflare's rate limit together") {
			putOff++
		}
	}
	// Half of the limit is a request every two seconds. The first checks aren't put off.
	if n, most := len(s.Requests()), reads+int(time.Since(began)/(2*time.Second))+1; n < reads || n > most || putOff == 0 {
		t.Errorf("%d requests, want %d to %d; %d were told that no other check fits", n, reads, most, putOff)
	}
}
