// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// opened is what is said each time that gates aren't enforced.
func opened(where string) string {
	return "warning: Gates are not enforced\n" + where + " is false: in this run, a status that can't be read or isn't as expected is only a warning. Remove it as soon as the emergency is over."
}

// TestBreakGlass has each kind of gate pass with a warning, whatever is wrong, and what
// can't be read is null.
func TestBreakGlass(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		variables environment
		faults    []fault
		summary   string
		state     any
	}{
		"the link is down":         {nil, []fault{{Body: `{"state":"Down"}`}}, "Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected", "Down"},
		"nothing listens":          {environment{"CLOUDFLARE_BASE_URL": "http://127.0.0.1:1/"}, nil, "Cloudflare can't be reached", nil},
		"no answer":                {environment{"NETSTATUS_REQUEST_TIMEOUT": "200ms"}, []fault{{Delay: time.Minute}}, "Cloudflare does not answer", nil},
		"a 503":                    {nil, []fault{{Status: 503}}, "Cloudflare answered with an error", nil},
		"a wait of over 10 s":      {nil, []fault{{Status: 429, Headers: map[string]string{"Retry-After": "11"}}}, "Cloudflare's rate limit: wait required", nil},
		"there are no credentials": {environment{"CLOUDFLARE_API_TOKEN": ""}, nil, "Cloudflare is not configured", nil},
		"credentials are refused":  {environment{"CLOUDFLARE_API_TOKEN": "wrong"}, nil, "Cloudflare refuses the credentials", nil},
		"there is no such object":  {nil, []fault{{Status: 404, Body: `{"success":false,"errors":[{"code":1,"message":"m"}]}`}}, "Interconnect \"icon-fra-1\" of account 023e…c353 not found", nil},
		"the answer can't be read": {nil, []fault{{Body: `{"state":5}`}}, "Cloudflare's answer can't be read", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			variables := environmentOf(s, test.variables)
			variables["NETSTATUS_ENFORCE"] = "false"
			p := serve(t, variables)
			same(t, p.configure(t, nil).String(), opened("The environment variable NETSTATUS_ENFORCE"))
			arguments := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}, "stable_for": "1m"}}
			passes := func(reader string, d diagnostics) {
				t.Helper()
				if want := "Not enforced: " + test.summary + " (" + reader + ")"; d.hasError() || !d.is(want) {
					t.Errorf("got %s\nwant the warning %s", d, want)
				}
				s.ClearErrors()
			}
			begin := func(timeouts ...string) {
				s.InjectOnce(interconnectGet, test.faults...)
				times := object{}
				for _, name := range timeouts {
					times[name] = "10m"
				}
				arguments["timeouts"] = times
			}
			begin("read")
			state, d := p.read(t.Context(), t, interconnectStatus, arguments)
			passes("data netstatus_interconnect_status", d)
			if state["state"] != test.state || state["icon"] != "icon-fra-1" {
				t.Errorf("got %v", state)
			}
			begin("open")
			_, d = p.open(t.Context(), t, interconnectStatus, arguments)
			passes("ephemeral netstatus_interconnect_status", d)
		})
	}
}

// TestWhatBreakGlassLeavesAlone are reads that expect nothing, and what is wrong with a
// configuration.
func TestWhatBreakGlassLeavesAlone(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": "false", "NETSTATUS_MAX_RETRIES": "0"}))
	p.configure(t, nil)
	s.InjectOnce(interconnectGet, fault{Status: 503})
	if _, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect); !d.hasError() {
		t.Errorf("without expect: got %s", d)
	}
	if _, d := p.read(t.Context(), t, interconnectStatus, object{"icon": "icon-fra-1", "expect": object{}}); !d.hasError() {
		t.Errorf("an empty expect: got %s", d)
	}
	good := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
	_, d := p.read(t.Context(), t, interconnectStatus, good)
	succeed(t, d)
}

// TestEnforce says where it may be set, and what beats what.
func TestEnforce(t *testing.T) {
	t.Parallel()
	const notABool = "error at enforce: Invalid environment variable\nThe variable NETSTATUS_ENFORCE must be true or false. It sets the provider's enforce."
	s := simulatortest.Start(t, simulator.Options{})
	for name, test := range map[string]struct {
		config   any
		variable string
		warning  string
		enforced bool
		problem  string
	}{
		"not set":                         {enforced: true},
		"the configuration's false":       {config: false, warning: opened("In the provider's configuration, enforce")},
		"the configuration's true beats":  {config: true, variable: "false", enforced: true},
		"the configuration's false beats": {config: false, variable: "true", warning: opened("In the provider's configuration, enforce")},
		"another word":                    {variable: "off", enforced: true, problem: notABool},
		"0":                               {variable: "0", enforced: true, problem: notABool},
		"F":                               {variable: "F", enforced: true, problem: notABool},
		"False":                           {variable: "False", enforced: true, problem: notABool},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": test.variable}))
			same(t, p.configure(t, object{"enforce": test.config}).String(), test.warning)
			_, d := p.read(t.Context(), t, interconnectStatus, object{"icon": "icon-ams-1", "expect": object{"state": list{"Nowhere"}}})
			if d.hasError() != test.enforced || (test.problem != "" && !strings.HasSuffix(d.String(), test.problem)) {
				t.Errorf("got %s", d)
			}
		})
	}
}

// TestBreakGlassAndPlurals gives what was read, and the names of what wasn't.
func TestBreakGlassAndPlurals(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.InjectOnce(interconnectGet, fault{Status: 503})
	p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": "false"}))
	p.configure(t, nil)
	state, d := p.read(t.Context(), t, interconnectStatuses, object{"icons": list{"icon-ams-1", "icon-fra-1"}, "expect": object{"state": list{"Healthy"}}})
	if len(d) != 1 || d[0].Severity != tfprotov6.DiagnosticSeverityWarning {
		t.Errorf("got %s", d)
	}
	statuses, ok := state["statuses"].(list)
	if !ok || len(statuses) != 2 {
		t.Fatalf("got %v", state)
	}
	for i, want := range []object{{"icon": "icon-ams-1", "state": "Down"}, {"icon": "icon-fra-1", "state": nil}} {
		if got := statuses[i].(object); got["icon"] != want["icon"] || (got["state"] == nil) != (want["state"] == nil) { //nolint:forcetypeassert,errcheck // The test's own mistake.
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// TestBreakGlassAndAnInterrupt has nothing opened by an interruption.
func TestBreakGlassAndAnInterrupt(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": "false"}))
	p.configure(t, nil)
	for _, read := range []func(context.Context, *testing.T, string, object) (object, diagnostics){p.read, p.open} {
		s.InjectOnce(interconnectGet, fault{Delay: time.Minute})
		s.ResetRequests()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			eventually(t, "the status was asked for", func() bool { return len(s.Requests()) > 0 })
			cancel()
		}()
		state, d := read(ctx, t, interconnectStatus, object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}})
		if !d.is("Read cancelled") || !d.hasError() || state != nil {
			t.Errorf("got %s and %v", d, state)
		}
	}
}

// TestBreakGlassOfAnAction says it as progress too: Terraform drops the warnings of an action
// that completes.
func TestBreakGlassOfAnAction(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down"}`)
	p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": "false"}))
	p.terraform = "1.16.0"
	p.configure(t, nil)
	progress, d, completed := p.invoke(t.Context(), t, interconnectStatus+"_check", object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}})
	const want = "Not enforced: Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected (action netstatus_interconnect_status_check)"
	if !completed || d.hasError() || !d.is(want) {
		t.Errorf("got %s", d)
	}
	if last := progress[len(progress)-1]; !strings.HasPrefix(last, want+"\nstate is \"Down\", expected \"Healthy\".") {
		t.Errorf("got the progress %q", progress)
	}
}
