// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// maxEnding is how long a run may go on after Ctrl-C.
const maxEnding = 4 * time.Second

// TestInterrupt sends Ctrl-C, as a terminal does, to the CLI and to the provider,
// while a gate waits: in every phase, those in which the CLI stops no provider too.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	const (
		gate = `
%s "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  %s
  expect { state = ["Healthy"] }
  timeouts { %s = "10m" }
}
resource "terraform_data" "behind" {
  depends_on = [%s.netstatus_interconnect_status.gate]
}
`
		deferred = `
resource "terraform_data" "before" {
  input = "icon-fra-1"
}
`
	)
	data := fmt.Sprintf(gate, "data", "", "read", "data")
	ephemeral := fmt.Sprintf(gate, "ephemeral", "", "open", "ephemeral")
	dataLater := deferred + fmt.Sprintf(gate, "data", "depends_on = [terraform_data.before]", "read", "data")
	ephemeralLater := fmt.Sprintf(gate, "ephemeral", "after = timestamp()", "open", "ephemeral")
	plural := `
data "netstatus_interconnect_statuses" "gate" {
  all = true
  expect { state = ["Healthy"] }
  timeouts { read = "10m" }
}
`
	for name, test := range map[string]struct {
		configuration string
		isThere       bool // whether everything has been applied before
		args          []string
		fault         simulator.InjectedError
	}{
		"plan, data":                 {data, false, []string{"plan"}, simulator.InjectedError{}},
		"plan, ephemeral":            {ephemeral, false, []string{"plan"}, simulator.InjectedError{}},
		"plan, plural":               {plural, false, []string{"plan"}, simulator.InjectedError{}},
		"plan, no answer":            {data, false, []string{"plan"}, simulator.InjectedError{Hang: true}},
		"plan, asked to wait":        {data, false, []string{"plan"}, simulator.InjectedError{Status: 503, Headers: map[string]string{"Retry-After": "25"}}},
		"apply, data":                {data, false, []string{"apply", "-auto-approve"}, simulator.InjectedError{}},
		"apply, data deferred":       {dataLater, false, []string{"apply", "-auto-approve"}, simulator.InjectedError{}},
		"apply, ephemeral":           {ephemeral, false, []string{"apply", "-auto-approve"}, simulator.InjectedError{}},
		"apply, ephemeral at apply":  {ephemeralLater, false, []string{"apply", "-auto-approve"}, simulator.InjectedError{}},
		"refresh, data":              {data, true, []string{"apply", "-refresh-only", "-auto-approve"}, simulator.InjectedError{}},
		"destroy, data":              {data, true, []string{"destroy", "-auto-approve"}, simulator.InjectedError{}},
		"destroy, ephemeral":         {ephemeral, true, []string{"destroy", "-auto-approve"}, simulator.InjectedError{}},
		"destroy, plural, no answer": {plural, true, []string{"destroy", "-auto-approve"}, simulator.InjectedError{Hang: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needWhatItUses(t, test.configuration)
			s := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, s, test.configuration)
			s.Set(simulator.Interconnects(account), `{"items":[{"name":"icon-fra-1"}],"next":null}`)
			if test.isThere {
				s.Set(simulator.InterconnectStatus(account, icon), `{"state":"Healthy"}`)
				w.apply(t)
			}
			s.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down"}`)
			s.Inject("GET "+iconPath, test.fault)
			s.ResetRequests()
			before := w.state(t)["terraform_data.behind"]
			output, took := w.interrupted(t, s, toGroup, test.args...)
			if took > maxEnding {
				t.Errorf("it took %s to end", took)
			}
			contains(t, joined(output), "cancelled")
			if after := w.state(t)["terraform_data.behind"]; !reflect.DeepEqual(before, after) {
				t.Errorf("the resource behind was %v and is %v", before, after)
			}
		})
	}
}

// TestInterruptedActions sends Ctrl-C thirty times while an action waits, as a terminal
// does, and to the CLI alone, as a supervisor does: never is the change made.
func TestInterruptedActions(t *testing.T) {
	t.Parallel()
	const rounds = 3
	configuration := `terraform {
  required_providers {
    netstatus = { source = "netstatus/netstatus" }
    router    = { source = "example/router" }
  }
}
variable "prefix" {
  default = "1"
}
action "netstatus_interconnect_status_check" "gate" {
  config {
    icon = "icon-fra-1"
    expect { state = ["Healthy"] }
    timeouts { invoke = "10m" }
  }
}
resource "router_route" "behind" {
  next_hop = "x"
  prefix   = var.prefix
  lifecycle {
    action_trigger {
      events  = [EVENTS]
      actions = [action.netstatus_interconnect_status_check.gate]
    }
  }
}
`
	for name, test := range map[string]struct {
		events  string
		isThere bool
		args    []string
		// atPlan is whether it is the plan that is interrupted, which doesn't wait.
		atPlan bool
	}{
		"plan":           {"before_create", false, []string{"plan"}, true},
		"apply, at plan": {"before_create", false, []string{"apply", "-auto-approve"}, true},
		"before create":  {"before_create", false, []string{"apply", "-auto-approve"}, false},
		"before destroy": {"before_destroy", true, []string{"apply", "-auto-approve", "-var=prefix=2"}, false},
		"invoke":         {"before_create", false, []string{"apply", "-auto-approve", "-invoke=action.netstatus_interconnect_status_check.gate"}, false},
	} {
		for signalled, signal := range map[string]signal{"process group": toGroup, "CLI alone": toCLI} {
			t.Run(name+", "+signalled, func(t *testing.T) {
				t.Parallel()
				needActions(t)
				for range rounds {
					s := simulatortest.Start(t, simulator.Options{})
					w := newWorkspace(t, s, strings.Replace(configuration, "EVENTS", test.events, 1))
					w.Env = append(w.Env, "ROUTER_TOKEN="+writerToken)
					if test.isThere {
						w.apply(t)
					}
					w.forgetEffects(t)
					asked := 1
					if test.atPlan {
						// Where the CLI stops no provider, the attempt ends by itself.
						s.Inject("GET "+iconPath, simulator.InjectedError{Hang: true})
						w.Env = append(w.Env, "NETSTATUS_REQUEST_TIMEOUT=5s", "NETSTATUS_MAX_RETRIES=0")
					} else {
						s.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down"}`)
						if name != "invoke" {
							asked = 2 // the plan has asked once
						}
					}
					s.ResetRequests()
					output, took := w.interruptedAt(t, s, asked, signal, test.args...)
					if took > maxEnding && (!test.atPlan || signalled != "CLI alone") {
						t.Errorf("it took %s to end", took)
					}
					if effects := w.effects(t); len(effects) > 0 {
						t.Errorf("the route was %s:\n%s", effects, output)
					}
				}
			})
		}
	}
}

// signal sends Ctrl-C to a process or its group.
type signal func(pid int) error

// toGroup is what a terminal does.
func toGroup(pid int) error {
	return syscall.Kill(-pid, syscall.SIGINT)
}

// toCLI is what a supervisor does that knows of no other process.
func toCLI(pid int) error {
	return syscall.Kill(pid, syscall.SIGINT)
}

// interrupted runs the CLI in a process group of its own, sends a signal when the gate
// has been asked, and returns the output and how long the end took.
func (w *workspace) interrupted(t *testing.T, s *simulator.Simulator, signal signal, args ...string) (string, time.Duration) {
	t.Helper()
	return w.interruptedAt(t, s, 1, signal, args...)
}

// interruptedAt is interrupted when the gate has been asked that many times.
func (w *workspace) interruptedAt(t *testing.T, s *simulator.Simulator, asked int, signal signal, args ...string) (string, time.Duration) {
	t.Helper()
	command := w.Command(t.Context(), args...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); requests(s, iconPath) < asked && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	begin := time.Now()
	if err := signal(command.Process.Pid); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); !isExit(err) {
		t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, output.String())
	}
	return output.String(), time.Since(begin)
}
