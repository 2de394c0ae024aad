// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
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
	release()
	succeed(t, <-early)
	if d := <-late; !d.hasError() {
		t.Error("a gate that opened after the link went down has passed")
	}
}
