// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const interconnectGuard = "netstatus_interconnect_status_guard"

// oneGuard are the arguments of a guard.
func oneGuard(more object) object {
	arguments := object{"icon": "icon-fra-1", "protects": list{"route-1", "route-2"}, "expect": object{"state": list{"Healthy"}}}
	maps.Copy(arguments, more)
	return arguments
}

func (s *server) validateGuard(t *testing.T, name string, config object) diagnostics {
	t.Helper()
	resp, err := s.ValidateResourceConfig(s.logged(t.Context()), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: name, Config: dynamic(t, s.schemas.ResourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// planGuard plans a change from one state to another; nil is none. It returns which
// attributes replace the guard.
func (s *server) planGuard(t *testing.T, from, to object) (replaces []string, d diagnostics) {
	t.Helper()
	const name = interconnectGuard
	schema := s.schemas.ResourceSchemas[name].ValueType()
	resp, err := s.PlanResourceChange(s.logged(t.Context()), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, PriorState: optional(t, schema, from), ProposedNewState: optional(t, schema, to), Config: optional(t, schema, to),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range resp.RequiresReplace {
		replaces = append(replaces, attributePath(at))
	}
	return replaces, resp.Diagnostics
}

// applyGuard makes that change, and returns the state afterwards.
func (s *server) applyGuard(ctx context.Context, t *testing.T, name string, from, to object) (object, diagnostics) {
	t.Helper()
	schema := s.schemas.ResourceSchemas[name].ValueType()
	resp, err := s.ApplyResourceChange(s.logged(ctx), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: optional(t, schema, from), PlannedState: optional(t, schema, to), Config: optional(t, schema, to),
	})
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, schema, resp.NewState), resp.Diagnostics
}

// optional is dynamic, and null where there is nothing.
func optional(t *testing.T, typ tftypes.Type, value object) *tfprotov6.DynamicValue {
	t.Helper()
	if value != nil {
		return dynamic(t, typ, value)
	}
	none, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
	if err != nil {
		t.Fatal(err)
	}
	return &none
}

// TestGuardSchemas has a guard for each status, with the arguments of the data source.
func TestGuardSchemas(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	if len(p.schemas.ResourceSchemas) != len(p.schemas.EphemeralResourceSchemas) {
		t.Errorf("%d guards and %d ephemeral resources", len(p.schemas.ResourceSchemas), len(p.schemas.EphemeralResourceSchemas))
	}
	for name := range p.schemas.EphemeralResourceSchemas {
		var want, got []string
		for _, attribute := range p.schemas.DataSourceSchemas[name].Block.Attributes {
			if (attribute.Optional || attribute.Required) && attribute.Name != "allow_missing" {
				want = append(want, attribute.Name)
			}
		}
		want = append(want, "protects")
		for _, attribute := range p.schemas.ResourceSchemas[name+"_guard"].Block.Attributes {
			got = append(got, attribute.Name)
			if attribute.Computed || attribute.Description == "" {
				t.Errorf("%s of the guard is computed or not described", attribute.Name)
			}
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestAGuardAsksAtItsEnds asks when it is created, when its end is planned, and when it
// ends; and at no other time.
func TestAGuardAsksAtItsEnds(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	other := oneGuard(object{"icon": "icon-ams-1", "timeouts": object{"create": "1m", "delete": "1m"}})
	asked := func(what string, want int) {
		t.Helper()
		if got := len(s.Requests()); got != want {
			t.Errorf("%s: %d requests, want %d", what, got, want)
		}
	}
	replaces, d := p.planGuard(t, nil, oneGuard(nil))
	succeed(t, d)
	asked("planning its creation", 0)
	state, d := p.applyGuard(t.Context(), t, interconnectGuard, nil, oneGuard(nil))
	succeed(t, d)
	asked("creating it", 1)
	if len(replaces) > 0 || state["icon"] != "icon-fra-1" || state["account_id"] != nil {
		t.Errorf("got %v, replaced for %q", state, replaces)
	}
	refreshed, err := p.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: interconnectGuard, CurrentState: dynamic(t, p.schemas.ResourceSchemas[interconnectGuard].ValueType(), oneGuard(nil))})
	if err != nil || len(refreshed.Diagnostics) > 0 || decoded(t, p.schemas.ResourceSchemas[interconnectGuard].ValueType(), refreshed.NewState)["icon"] != "icon-fra-1" {
		t.Errorf("refreshed: got %v, %v", refreshed, err)
	}
	replaces, d = p.planGuard(t, oneGuard(nil), other)
	succeed(t, d)
	if len(replaces) > 0 {
		t.Errorf("other arguments replace it: %q", replaces)
	}
	state, d = p.applyGuard(t.Context(), t, interconnectGuard, oneGuard(nil), other)
	succeed(t, d)
	if state["icon"] != "icon-ams-1" {
		t.Errorf("got %v", state)
	}
	for _, ids := range []list{{"route-1"}, {"route-2", "route-1"}, {unknown{}}} {
		if replaces, _ = p.planGuard(t, oneGuard(nil), oneGuard(object{"protects": ids})); !slices.Equal(replaces, []string{"protects"}) {
			t.Errorf("other ids replace it for %q", replaces)
		}
	}
	asked("refreshing, changing and replacing it", 1)
	_, d = p.planGuard(t, oneGuard(nil), nil)
	succeed(t, d)
	asked("planning its end", 2)
	state, d = p.applyGuard(t.Context(), t, interconnectGuard, oneGuard(nil), nil)
	succeed(t, d)
	if asked("its end", 3); state != nil {
		t.Errorf("got %v", state)
	}
}

// TestAGuardThatRefuses stays, or is kept as tainted.
func TestAGuardThatRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		variables environment
		faults    []fault
		summary   string
	}{
		"the link is down":            {faults: []fault{{Body: `{"state":"Down"}`}}, summary: "Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected"},
		"the service is out of order": {variables: environment{"NETSTATUS_MAX_RETRIES": "0"}, faults: []fault{{Status: 503}}, summary: "Cloudflare answered with an error"},
		"there are no credentials":    {variables: environment{"CLOUDFLARE_API_TOKEN": ""}, summary: "Cloudflare is not configured"},
		"it does not exist":           {faults: []fault{{Status: 404, Body: `{"success":false,"errors":[{"code":1,"message":"m"}]}`}}, summary: "Interconnect \"icon-fra-1\" of account 023e…c353 not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const stays = "The guard stays, and nothing that it protects was touched: \"route-1\", \"route-2\". " +
				"Mend the link and run it again, or give it more time with timeouts.delete. If the change must go through all the same, set NETSTATUS_ENFORCE=false for this one run."
			const tainted = "The change of what it protects has been made: \"route-1\", \"route-2\". The guard is kept as tainted, so that the next run asks again before it touches anything. " +
				"Mend the link and run it again, or give it more time with timeouts.create."
			s := simulatortest.Start(t, simulator.Options{})
			s.Fault(interconnectGet, test.faults...)
			if len(test.faults) > 0 {
				s.Fault(interconnectGet, slices.Repeat(test.faults, 5)...)
			}
			p := start(t, environmentOf(s, test.variables))
			refused := func(d diagnostics, consequence string) {
				t.Helper()
				if !d.hasError() || !d.is(test.summary) || !strings.HasSuffix(d.String(), "\n\n"+consequence) {
					t.Errorf("got\n%s\nwant %s and at the end\n%s", d, test.summary, consequence)
				}
			}
			_, d := p.planGuard(t, oneGuard(nil), nil)
			refused(d, stays)
			state, d := p.applyGuard(t.Context(), t, interconnectGuard, oneGuard(nil), nil)
			refused(d, stays)
			if state["icon"] != "icon-fra-1" {
				t.Errorf("it has gone: %v", state)
			}
			state, d = p.applyGuard(t.Context(), t, interconnectGuard, nil, oneGuard(nil))
			refused(d, tainted)
			if state["icon"] != "icon-fra-1" {
				t.Errorf("it isn't kept: %v", state)
			}
		})
	}
}

// TestWrongGuards are refused before anything is asked.
func TestWrongGuards(t *testing.T) {
	t.Parallel()
	const noIDs = "error at protects: Empty list\nprotects has no element, so that nothing could be asked or accepted. Name one, or leave it out (null)."
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	for name, test := range map[string]struct {
		more object
		want string
	}{
		"protects nothing":    {object{"protects": list{}}, noIDs},
		"protects null":       {object{"protects": list{"a", nil}}, "error at protects: Null in a list\nprotects holds null, which stands for nothing. Leave it out, for example with compact()."},
		"protects an empty":   {object{"protects": list{"a", ""}}, "error at protects: Empty string in a list\nprotects holds the empty string, which names nothing. Leave it out, for example with compact()."},
		"without expect":      {object{"expect": nil}, "error at expect: Expectation is missing\nThe block expect is missing, so that nothing would be judged. Add it with at least one of state."},
		"an empty expect":     {object{"expect": object{}}, judgesNothing("state")},
		"a condition of null": {object{"expect": object{"state": nil}}, judgesNothing("state")},
		"stable_for alone needs both time-outs": {
			object{"expect": object{"state": list{"Healthy"}, "stable_for": "3s"}, "timeouts": object{"create": "1m"}},
			strings.ReplaceAll(withoutTimeout, "timeouts.read", "timeouts.delete"),
		},
	} {
		same(t, name+"\n"+p.validateGuard(t, interconnectGuard, oneGuard(test.more)).String(), name+"\n"+test.want)
	}
	for _, right := range []object{nil, {"protects": list{unknown{}}}, {"protects": unknown{}}, {"expect": unknown{}}, {"icon": unknown{}}} {
		succeed(t, p.validateGuard(t, interconnectGuard, oneGuard(right)))
	}
	resp, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: interconnectGuard, ID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	same(t, diagnostics(resp.Diagnostics).String(), "error: A guard can't be imported\n"+
		"A guard is nothing outside of the state: write it into the configuration, and it is created by the next apply, if the link is as expected.")
	if n := s.Connections(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}
