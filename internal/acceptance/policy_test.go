// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// The policies of the guides, run by OPA on plans that break each rule and on plans that
// don't.

// opa is the program, which is built where there is none.
var opa = sync.OnceValues(func() (string, error) {
	if path, err := exec.LookPath("opa"); err == nil {
		return path, nil
	}
	path := filepath.Join(filepath.Dir(suite.provider), "opa")
	build := exec.Command("go", "build", "-modfile=internal/tools/opa.mod", "-o", path, "github.com/open-policy-agent/opa")
	build.Dir = root
	output, err := build.CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(output), Err: err}
	}
	return path, nil
})

// judged plans, and compares what a policy says of the plan, by words of each denial.
func (w *workspace) judged(t *testing.T, policy, what string, want ...string) {
	t.Helper()
	w.run(t, "plan", "-out=plan.bin")
	document, err := w.Command(t.Context(), "show", "-json", "plan.bin").Output()
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "plan.json", string(document))
	w.write(t, "policy/policy.rego", read(t, "recipes/opa/"+policy))
	program, err := opa()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "eval", "-d", "policy", "-i", "plan.json", "-f", "raw", "data.main.deny")
	command.Dir = w.Dir
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var denied []string
	if err := json.Unmarshal(output, &denied); err != nil {
		t.Fatalf("%v in %s", err, output)
	}
	if len(denied) != len(want) {
		t.Errorf("%s: the policy says %q, want %q", what, denied, want)
	}
	for _, words := range want {
		if !slices.ContainsFunc(denied, func(one string) bool { return strings.Contains(one, words) }) {
			t.Errorf("%s: the policy says %q, want %q", what, denied, words)
		}
	}
}

// TestRecipesPolicy is that of the gate.
func TestRecipesPolicy(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	const policy = "netstatus.rego"
	sim := simulatortest.Start(t, simulator.Options{})
	w := newWorkspace(t, sim, read(t, "recipes/main.tf"))
	gate := "  depends_on = [ephemeral.netstatus_interconnect_status.gate]\n"
	before := "\n  lifecycle { create_before_destroy = true }\n"

	w.judged(t, policy, "a gated change")
	setState(sim, "Down", "icon-fra-2")
	w.judged(t, policy, "a check that fails", "icon-fra-2 is Down.")
	setState(sim, "Healthy", "icon-fra-2")
	w.apply(t)
	w.judged(t, policy, "no change")
	original := read(t, "recipes/main.tf")
	ungated := strings.Replace(original, gate, "", 1)
	w.write(t, "main.tf", strings.Replace(ungated, `  input      = "icon-fra-1"`, `  input = "icon-fra-9"`, 1))
	w.judged(t, policy, "an update behind no gate", "not behind")
	w.write(t, "main.tf", strings.Replace(original, before, "  triggers_replace = 1\n", 1))
	w.judged(t, policy, "destroyed first", "destroyed before")
	w.write(t, "main.tf", strings.Replace(original, before, before+"  triggers_replace = 1\n", 1))
	w.judged(t, policy, "created first")
}

// TestGuardsPolicy breaks each of its rules.
func TestGuardsPolicy(t *testing.T) {
	t.Parallel()
	const (
		policy = "guards.rego"
		guard  = `
resource "netstatus_interconnect_status_guard" "it" {
  icon     = "icon-fra-1"
  protects = [PROTECTS]
  expect { state = ["Healthy"] }
  lifecycle {
    LIFECYCLE
  }
}
`
		thing = `
resource "terraform_data" "route" {
  input            = "INPUT"
  triggers_replace = "TRIGGER"
  lifecycle {
    THING
  }
}
`
		dependent = `
resource "terraform_data" "dependent" {
  input = terraform_data.route.id
}
`
	)
	// made is a configuration; pairs are what is put in.
	made := func(text string, pairs ...string) string {
		text = strings.NewReplacer(pairs...).Replace(text)
		for name, value := range map[string]string{"PROTECTS": "terraform_data.route.id", "LIFECYCLE": "replace_triggered_by = [terraform_data.route]", "INPUT": "a", "TRIGGER": "a", "THING": ""} {
			text = strings.ReplaceAll(text, name, value)
		}
		return text
	}
	const cbd = "create_before_destroy = true"
	for name, test := range map[string]struct {
		// before is applied; then now is planned.
		before, now string
		want        []string
	}{
		"new, with its guard":               {now: made(guard + thing)},
		"new, without a guard":              {now: made(thing), want: []string{"terraform_data.route has no guard"}},
		"an update, with its guard":         {made(guard + thing), made(guard+thing, "INPUT", "b"), nil},
		"an update, without a guard":        {made(thing), made(thing, "INPUT", "b"), []string{"terraform_data.route has no guard"}},
		"a guard comes with the change":     {made(thing), made(guard+thing, "INPUT", "b"), []string{"terraform_data.route has no guard"}},
		"a removal, with its guard":         {made(guard + thing), "", nil},
		"a removal, without a guard":        {made(thing), "", []string{"terraform_data.route has no guard"}},
		"no change":                         {made(guard + thing), made(guard + thing), nil},
		"a dependent that isn't named":      {made(guard + thing + dependent), made(guard + thing + dependent), []string{"terraform_data.dependent depends on terraform_data.route"}},
		"a dependent that is named":         {made(guard+thing+dependent, "PROTECTS", "terraform_data.route.id, terraform_data.dependent.id"), made(guard+thing+dependent, "TRIGGER", "b", "PROTECTS", "terraform_data.route.id, terraform_data.dependent.id"), nil},
		"without replace_triggered_by":      {made(guard+thing, "LIFECYCLE", ""), made(guard+thing, "LIFECYCLE", "", "INPUT", "b"), []string{"set replace_triggered_by"}},
		"both are created first":            {made(guard+thing, "THING", cbd, "LIFECYCLE", cbd), made(guard+thing, "THING", cbd, "LIFECYCLE", cbd, "TRIGGER", "b"), nil},
		"the object alone is created first": {made(guard+thing, "THING", cbd), made(guard+thing, "THING", cbd, "TRIGGER", "b"), []string{"differ in create_before_destroy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			setState(sim, "Healthy", icon)
			w := newWorkspace(t, sim, test.before)
			if test.before != "" {
				w.apply(t)
			}
			w.write(t, "main.tf", test.now)
			w.judged(t, policy, name, test.want...)
		})
	}
	t.Run("modules", func(t *testing.T) {
		t.Parallel()
		w, sim := guardedModules(t)
		setState(sim, "Healthy", icon, "icon-fra-2")
		w.judged(t, policy, "new")
		w.apply(t)
		w.write(t, "main.tf", strings.Replace(read(t, "guards/main.tf"), "  icon     = each.value", "  icon     = each.value\n  next_hop = \"198.51.100.2\"", 1))
		w.judged(t, policy, "updates")
	})
}

// TestActionsPolicy breaks its rule.
func TestActionsPolicy(t *testing.T) {
	t.Parallel()
	needActions(t)
	const policy = "actions.rego"
	original := read(t, "guides/check-by-hand/trigger.tf")
	two := strings.Replace(original, "before_create, before_update, before_destroy", "before_create, before_update", 1)
	replaced := func(text string) string {
		return strings.Replace(text, `input = "icon-fra-1"`, "input = \"icon-fra-1\"\n  triggers_replace = 1", 1)
	}
	sim := simulatortest.Start(t, simulator.Options{})
	setState(sim, "Healthy", icon)
	w := newWorkspace(t, sim, original)
	w.judged(t, policy, "all three events, new")
	w.apply(t)
	w.write(t, "main.tf", replaced(original))
	w.judged(t, policy, "all three events, replaced")
	w.write(t, "main.tf", replaced(two))
	w.judged(t, policy, "two events, replaced", "nothing is checked BeforeDestroy")
	w.write(t, "main.tf", original[:strings.Index(original, "# Stands for")])
	w.judged(t, policy, "removed", "nothing is checked BeforeDestroy")
}
