// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const interconnectCheck = "netstatus_interconnect_status_check"

// actions are those of a provider.
func (s *server) actions(t *testing.T) tfprotov6.ActionServer {
	t.Helper()
	server, ok := s.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		t.Fatal("the server has no actions")
	}
	return server
}

func (s *server) actionConfig(t *testing.T, name string, config object) *tfprotov6.DynamicValue {
	t.Helper()
	return dynamic(t, s.schemas.ActionSchemas[name].Schema.ValueType(), config)
}

func (s *server) validateAction(t *testing.T, name string, config object) diagnostics {
	t.Helper()
	resp, err := s.actions(t).ValidateActionConfig(s.logged(t.Context()), &tfprotov6.ValidateActionConfigRequest{ActionType: name, Config: s.actionConfig(t, name, config)})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// planAction plans the check of an interconnect.
func (s *server) planAction(t *testing.T, config object) diagnostics {
	t.Helper()
	resp, err := s.actions(t).PlanAction(s.logged(t.Context()), &tfprotov6.PlanActionRequest{ActionType: interconnectCheck, Config: s.actionConfig(t, interconnectCheck, config)})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// invoke runs an action. It returns the lines of its progress, and whether a last event
// came.
func (s *server) invoke(ctx context.Context, t *testing.T, name string, config object) (progress []string, d diagnostics, completed bool) {
	t.Helper()
	stream, err := s.actions(t).InvokeAction(s.logged(ctx), &tfprotov6.InvokeActionRequest{ActionType: name, Config: s.actionConfig(t, name, config)})
	if err != nil {
		t.Fatal(err)
	}
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			d, completed = event.Diagnostics, true
		}
	}
	return progress, d, completed
}

// startAs is start under another version of Terraform.
func startAs(t *testing.T, version string, variables environment) *server {
	t.Helper()
	s := serve(t, variables)
	s.terraform = version
	succeed(t, s.configure(t, nil))
	return s
}

// TestActionSchemas has an action for each status, with the arguments of the data source.
func TestActionSchemas(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	for name := range p.schemas.EphemeralResourceSchemas {
		want := 0
		for _, attribute := range p.schemas.DataSourceSchemas[name].Block.Attributes {
			if attribute.Optional || attribute.Required {
				want++
			}
		}
		action, ok := p.schemas.ActionSchemas[name+"_check"]
		if !ok || len(action.Schema.Block.Attributes) != want || len(action.Schema.Block.BlockTypes) != 2 {
			t.Errorf("%s: got %+v, want %d arguments", name, action, want)
		}
	}
	if len(p.schemas.ActionSchemas) != len(p.schemas.EphemeralResourceSchemas) {
		t.Errorf("%d actions and %d ephemeral resources", len(p.schemas.ActionSchemas), len(p.schemas.EphemeralResourceSchemas))
	}
}

// TestActions check once or wait, and show what they wait for.
func TestActions(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
	progress, d, completed := p.invoke(t.Context(), t, interconnectCheck, arguments)
	if succeed(t, d); !completed || len(progress) > 0 {
		t.Errorf("got %q, completed %t", progress, completed)
	}
	s.InjectOnce(interconnectGet, fault{Body: `{"state":"Down"}`})
	_, d, completed = p.invoke(t.Context(), t, interconnectCheck, arguments)
	if !completed || !d.is("Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected") {
		t.Errorf("got %s", d)
	}
	s.InjectOnce(interconnectGet, fault{Body: `{"state":"Down","reason":"no light"}`})
	arguments["timeouts"] = object{"invoke": "1m"}
	progress, d, _ = p.invoke(t.Context(), t, interconnectCheck, arguments)
	succeed(t, d)
	if want := `Interconnect "icon-fra-1" of account 023e…c353: state is "Down", expected "Healthy". Cloudflare's reason: "no light" (waited `; len(progress) != 1 || !strings.HasPrefix(progress[0], want) || !strings.Contains(progress[0], " left, next check in ") {
		t.Errorf("got %q, want %s…", progress, want)
	}
}

// TestActionsAtPlan warn without waiting, and say nothing where all is well.
func TestActionsAtPlan(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}, "stable_for": "3s"}, "timeouts": object{"invoke": "10m"}}
	succeed(t, p.planAction(t, arguments))
	for summary, failure := range map[string]fault{
		"Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected": {Body: `{"state":"Down"}`},
		"Cloudflare answered with an error":                                   {Status: 503},
	} {
		s.InjectOnce(interconnectGet, failure)
		d := p.planAction(t, arguments)
		if d.hasError() || !d.is("Not as expected yet: "+summary+" (action "+interconnectCheck+")") {
			t.Errorf("got %s", d)
		}
	}
	requests := len(s.Requests())
	succeed(t, p.planAction(t, object{"icon": unknown{}, "expect": object{"state": list{"Healthy"}}}))
	if len(s.Requests()) != requests {
		t.Error("an icon that isn't known was asked for")
	}
}

// TestAnInterruptedPlanOfAnAction is an error, though an unmet expectation is a warning
// there: it has checked nothing.
func TestAnInterruptedPlanOfAnAction(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	arrived, release := s.Hold(interconnectGet)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
	resp, err := p.actions(t).PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: interconnectCheck, Config: p.actionConfig(t, interconnectCheck, arguments)})
	if err != nil || !diagnostics(resp.Diagnostics).hasError() {
		t.Errorf("got %v, %v", resp, err)
	}
}

// TestArgumentsThatActionsNeed are judged when they are known: the CLI doesn't validate an
// action again.
func TestArgumentsThatActionsNeed(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	for want, arguments := range map[string]object{
		"error at expect: Expectation is missing\nThe block expect is missing, so nothing would be checked. Add it with at least one of state.": oneInterconnect,
		"error at icon: Argument is missing\nicon is required, and its value is null.":                                                          {"expect": object{"state": list{"Healthy"}}},
		invalid("icon", segmentProblem): {"icon": "..", "expect": object{"state": list{"Healthy"}}},
	} {
		if arguments["expect"] == nil {
			same(t, p.validateAction(t, interconnectCheck, arguments).String(), want)
		} else {
			same(t, p.planAction(t, arguments).String(), want)
		}
		_, d, completed := p.invoke(t.Context(), t, interconnectCheck, arguments)
		if same(t, d.String(), want); !completed {
			t.Error("no last event")
		}
	}
	if n := s.Connections(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

// TestOldTerraform could run an action apart from its resource.
func TestOldTerraform(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	for version, runs := range map[string]bool{"1.14.0": false, "1.15.3": false, "1.15.0-rc1": false, "1.16.0": true, "1.16.0-alpha1": true, "1.17.0-dev": true, "2.0.0": true, "": true} {
		p := startAs(t, version, environmentOf(s, nil))
		arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
		_, invoked, _ := p.invoke(t.Context(), t, interconnectCheck, arguments)
		for _, d := range []diagnostics{p.planAction(t, arguments), invoked} {
			if runs {
				succeed(t, d)
				continue
			}
			same(t, d.String(), "error: Actions need Terraform 1.16\n"+
				"This is Terraform "+version+". Before 1.16, an action can run separately from the resource that triggers it, so a failed check would stop nothing. "+
				"Update Terraform, or use the ephemeral resource of the same status, which stops a change on every version.")
		}
	}
}

// TestAStoppedActionEndsWithItsLastEvent has a provider stopped while an action waits:
// the stop waits until the last event is sent, and the action fails.
func TestAStoppedActionEndsWithItsLastEvent(t *testing.T) {
	t.Parallel()
	for range 30 {
		s := simulatortest.Start(t, simulator.Options{})
		s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down"}`)
		p := startAs(t, "1.16.0", environmentOf(s, nil))
		arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}, "timeouts": object{"invoke": "10m"}}
		ended := make(chan diagnostics, 1)
		go func() {
			_, d, _ := p.invoke(context.Background(), t, interconnectCheck, arguments)
			ended <- d
		}()
		eventually(t, "it was asked for", func() bool { return len(s.Requests()) > 0 })
		if _, err := p.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
			t.Fatal(err)
		}
		select {
		case d := <-ended:
			if !d.hasError() {
				t.Fatalf("an interrupted action passes: %s", d)
			}
		default:
			t.Fatal("the stop didn't wait for the last event")
		}
		stream, err := p.actions(t).InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: interconnectCheck, Config: p.actionConfig(t, interconnectCheck, arguments)})
		if err == nil {
			t.Fatalf("an action begins after the stop: %v", stream)
		}
	}
}
