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
