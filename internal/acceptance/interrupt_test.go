// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"bytes"
	"fmt"
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
		fault         simulator.Fault
	}{
		"plan, data":                 {data, false, []string{"plan"}, simulator.Fault{}},
		"plan, ephemeral":            {ephemeral, false, []string{"plan"}, simulator.Fault{}},
		"plan, plural":               {plural, false, []string{"plan"}, simulator.Fault{}},
		"plan, no answer":            {data, false, []string{"plan"}, simulator.Fault{Hang: true}},
		"plan, asked to wait":        {data, false, []string{"plan"}, simulator.Fault{Status: 503, Header: map[string][]string{"Retry-After": {"25"}}}},
		"apply, data":                {data, false, []string{"apply", "-auto-approve"}, simulator.Fault{}},
		"apply, data deferred":       {dataLater, false, []string{"apply", "-auto-approve"}, simulator.Fault{}},
		"apply, ephemeral":           {ephemeral, false, []string{"apply", "-auto-approve"}, simulator.Fault{}},
		"apply, ephemeral at apply":  {ephemeralLater, false, []string{"apply", "-auto-approve"}, simulator.Fault{}},
		"refresh, data":              {data, true, []string{"apply", "-refresh-only", "-auto-approve"}, simulator.Fault{}},
		"destroy, data":              {data, true, []string{"destroy", "-auto-approve"}, simulator.Fault{}},
		"destroy, ephemeral":         {ephemeral, true, []string{"destroy", "-auto-approve"}, simulator.Fault{}},
		"destroy, plural, no answer": {plural, true, []string{"destroy", "-auto-approve"}, simulator.Fault{Hang: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needWhatItUses(t, test.configuration)
			s := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, s, test.configuration)
			s.SetInterconnects(account, `{"items":[{"name":"icon-fra-1"}],"next":null}`)
			if test.isThere {
				s.SetInterconnectStatus(account, icon, `{"state":"Healthy"}`)
				w.apply(t)
			}
			s.SetInterconnectStatus(account, icon, `{"state":"Down"}`)
			s.FaultAlways("GET "+iconPath, test.fault)
			s.ResetRequests()
			output, took := w.interrupted(t, s, test.args...)
			if took > maxEnding {
				t.Errorf("it took %s to end", took)
			}
			contains(t, joined(output), "cancelled")
		})
	}
}

// interrupted runs the CLI in a process group of its own, sends that Ctrl-C when the
// gate has been asked, and returns the output and how long the end took.
func (w *workspace) interrupted(t *testing.T, s *simulator.Simulator, args ...string) (string, time.Duration) {
	t.Helper()
	command := w.Command(t.Context(), args...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); requests(s, iconPath) == 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	begin := time.Now()
	if err := syscall.Kill(-command.Process.Pid, syscall.SIGINT); err != nil {
		t.Error(err)
	}
	if err := command.Wait(); !isExit(err) {
		t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, output.String())
	}
	return output.String(), time.Since(begin)
}
