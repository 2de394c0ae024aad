// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// The table of the guide "Gate an apply": what each construct holds, for each way
// in which what is behind it changes. Every cell is run. testdata/gate-table.json
// holds what was seen; UPDATE_GATE_TABLE=1 writes it anew.

// construct is a column: a configuration with a gate and the thing behind it.
type construct struct {
	name          string
	configuration string
	// lifecycle and arguments go into the thing.
	lifecycle, arguments string
	isEphemeral          bool
}

const (
	gateData = `
data "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  %s
}
`
	gateEphemeral = `
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  %s
  expect { state = ["Healthy"] }
}
`
	expectHealthy = `expect { state = ["Healthy"] }`
)

func constructs() []construct {
	return []construct{
		{
			name: "`precondition`", configuration: fmt.Sprintf(gateData, ""),
			lifecycle: "precondition {\n      condition     = data.netstatus_interconnect_status.gate.state == \"Healthy\"\n      error_message = \"down\"\n    }",
		},
		{name: "data with `expect`", configuration: fmt.Sprintf(gateData, expectHealthy), arguments: "depends_on = [data.netstatus_interconnect_status.gate]"},
		{
			name: "data, deferred", configuration: fmt.Sprintf(gateData, expectHealthy+"\n  depends_on = [terraform_data.before]"),
			arguments: "depends_on = [data.netstatus_interconnect_status.gate]",
		},
		{
			name:          "`check`",
			configuration: "check \"link\" {\n" + fmt.Sprintf(gateData, "") + "  assert {\n    condition     = data.netstatus_interconnect_status.gate.state == \"Healthy\"\n    error_message = \"down\"\n  }\n}\n",
		},
		{name: "ephemeral", configuration: fmt.Sprintf(gateEphemeral, ""), arguments: "depends_on = [ephemeral.netstatus_interconnect_status.gate]", isEphemeral: true},
		{
			name: "ephemeral with `after`", configuration: fmt.Sprintf(gateEphemeral, "after = timestamp()"),
			arguments: "depends_on = [ephemeral.netstatus_interconnect_status.gate]", isEphemeral: true,
		},
		{
			name:          "gated provider",
			configuration: fmt.Sprintf(gateEphemeral, "") + "provider \"router\" {\n  token = ephemeral.netstatus_interconnect_status.gate.state == \"Healthy\" ? \"x\" : null\n}\n",
			isEphemeral:   true,
		},
	}
}

// text is the whole configuration.
func (c construct) text(createBeforeDestroy bool, more string) string {
	lifecycle := c.lifecycle
	if createBeforeDestroy {
		lifecycle += "\n    create_before_destroy = true"
	}
	return `terraform {
  required_providers {
    netstatus = { source = "netstatus/netstatus" }
    router    = { source = "example/router" }
  }
}
variable "update" {
  default = "1"
}
variable "replace" {
  default = "1"
}
variable "number" {
  default = 1
}
variable "run" {
  default = "1"
}
resource "terraform_data" "before" {
  input = var.run
}
` + c.configuration + `
resource "router_route" "behind" {
  count    = var.number
  next_hop = var.update
  prefix   = var.replace
  ` + c.arguments + `
  lifecycle {
    ` + lifecycle + `
  }
}
` + more
}

// operation is a row: how the thing behind the gate changes.
type operation struct {
	name string
	// isThere is whether the thing is there before.
	isThere             bool
	createBeforeDestroy bool
	// more is added to the configuration for the operation.
	more string
	// variables are set for the operation, arguments given to plan.
	variables, arguments []string
	// unsaved runs the arguments as they are, while the link is down.
	unsaved []string
}

func operations() []operation {
	run := "TF_VAR_run=2"
	return []operation{
		{name: "create"},
		{name: "update in place", isThere: true, variables: []string{run, "TF_VAR_update=2"}},
		{name: "replace", isThere: true, variables: []string{run, "TF_VAR_replace=2"}},
		{name: "replace, `create_before_destroy`", isThere: true, createBeforeDestroy: true, variables: []string{run, "TF_VAR_replace=2"}},
		{name: "remove (`count` shrinks)", isThere: true, variables: []string{run, "TF_VAR_number=0"}},
		{name: "destroy, saved plan", isThere: true, arguments: []string{"-destroy"}},
		{name: "destroy, no saved plan", isThere: true, unsaved: []string{"destroy", "-auto-approve"}},
		{name: "refresh only", isThere: true, arguments: []string{"-refresh-only"}},
		{name: "no changes", isThere: true},
		{name: "import", variables: []string{"TF_VAR_update=x", "TF_VAR_replace=x"}, more: "import {\n  to = router_route.behind[0]\n  id = \"x\"\n}\n"},
		{name: "`-target` what is behind", arguments: []string{"-target=router_route.behind"}},
	}
}

// What a cell says of a run while the link is down.
const (
	stops   = "stops"
	tooLate = "too late"
	imports = "imports"
	passes  = "passes"
	warns   = "warns"
	nothing = "–"
)

// gateCell is a cell: what happens where the link is down at plan, and where it is
// lost between plan and apply.
type gateCell struct {
	Plan  string `json:"plan"`
	Apply string `json:"apply"`
}

func (c gateCell) String() string {
	emphasized := func(word string) string {
		if word == passes || word == tooLate {
			return "**" + word + "**"
		}
		return word
	}
	if c.Plan == nothing {
		return emphasized(c.Apply)
	}
	return emphasized(c.Plan) + " / " + emphasized(c.Apply)
}

// gateTable is by row and column.
type gateTable map[string]map[string]gateCell

func TestGateTable(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	want := readGateTable(t)
	opensAreChanges := opensAreChanges(t)
	name := "terraform"
	if suite.openTofu && !opensAreChanges {
		name = "opentofu"
	}
	var (
		mu   sync.Mutex
		seen = gateTable{}
	)
	t.Run("cells", func(t *testing.T) {
		for _, row := range operations() {
			for _, column := range constructs() {
				t.Run(row.name+"/"+column.name, func(t *testing.T) {
					t.Parallel()
					if opensAreChanges && column.isEphemeral && slices.Contains(row.arguments, "-refresh-only") {
						t.Skip("the CLI takes opening for a change, as OpenTofu 1.11 does, and so refuses its own refresh-only plan")
					}
					if suite.openTofu && !column.isEphemeral && os.Getenv("UPDATE_GATE_TABLE") == "" {
						t.Skip("both CLIs' core decides this alike: the run with Terraform has it")
					}
					cell := runCell(t, row, column)
					mu.Lock()
					defer mu.Unlock()
					if seen[row.name] == nil {
						seen[row.name] = map[string]gateCell{}
					}
					seen[row.name][column.name] = cell
					if expected := want[name][row.name][column.name]; cell != expected && os.Getenv("UPDATE_GATE_TABLE") == "" {
						t.Errorf("got %s, the table says %s", cell, expected)
					}
				})
			}
		}
	})
	if os.Getenv("UPDATE_GATE_TABLE") != "" {
		want[name] = seen
		document, err := json.MarshalIndent(want, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(gateTableFile, append(document, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var gateTableFile = filepath.Join("testdata", "gate-table.json")

// readGateTable is what was seen before, by CLI.
func readGateTable(t *testing.T) map[string]gateTable {
	t.Helper()
	tables := map[string]gateTable{}
	document, err := os.ReadFile(gateTableFile)
	if err == nil {
		err = json.Unmarshal(document, &tables)
	}
	if err != nil && os.Getenv("UPDATE_GATE_TABLE") == "" {
		t.Fatal(err)
	}
	return tables
}

// runCell tries one operation on one construct.
func runCell(t *testing.T, row operation, column construct) gateCell {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	healthy := func() { s.SetInterconnectStatus(account, icon, `{"state":"Healthy"}`) }
	down := func() { s.SetInterconnectStatus(account, icon, `{"state":"Down"}`) }
	healthy()
	w := newWorkspace(t, s, column.text(row.createBeforeDestroy, ""))
	before := ""
	if row.isThere {
		w.apply(t)
		before = w.thing(t)
	}
	w.write(t, "main.tf", column.text(row.createBeforeDestroy, row.more))
	w.Env = append(w.Env, row.variables...)

	if row.unsaved != nil {
		down()
		output, err := w.try(t, row.unsaved...)
		return gateCell{Plan: nothing, Apply: w.outcome(t, before, output, err)}
	}
	plan := append([]string{"plan", "-out=plan.bin"}, row.arguments...)
	down()
	output, err := w.try(t, plan...)
	cell := gateCell{Plan: planOutcome(output, err)}
	healthy()
	w.run(t, plan...)
	down()
	output, err = w.try(t, "apply", "plan.bin")
	cell.Apply = w.outcome(t, before, output, err)
	return cell
}

// thing is what the state holds of the thing behind the gate, "" where it isn't there.
func (w *workspace) thing(t *testing.T) string {
	t.Helper()
	for address, values := range w.state(t) {
		if strings.HasPrefix(address, "router_route.") {
			return fmt.Sprint(values)
		}
	}
	return ""
}

func planOutcome(output string, err error) string {
	switch {
	case isExit(err):
		return stops
	case strings.Contains(output, "Warning: Check block"):
		return warns
	default:
		return passes
	}
}

// outcome compares the thing with how it was before an apply.
func (w *workspace) outcome(t *testing.T, before, output string, err error) string {
	t.Helper()
	after := w.thing(t)
	switch {
	case isExit(err) && after == before:
		return stops
	case isExit(err) && before == "":
		return imports
	case isExit(err):
		return tooLate
	default:
		return planOutcome(output, nil)
	}
}

func isExit(err error) bool {
	_, ok := errors.AsType[*exec.ExitError](err)
	return ok
}

// markdown is a table as the guide shows it.
func (table gateTable) markdown() string {
	var b strings.Builder
	b.WriteString("| what is behind the gate |")
	for _, column := range constructs() {
		b.WriteString(" " + column.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(constructs())+1) + "\n")
	for _, row := range operations() {
		b.WriteString("| " + row.name + " |")
		for _, column := range constructs() {
			b.WriteString(" " + table[row.name][column.name].String() + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestGuideHasTheGateTable compares the guide with what was seen.
func TestGuideHasTheGateTable(t *testing.T) {
	t.Parallel()
	guide := read(t, filepath.Join("..", "templates", "guides", "gate-an-apply.md.tmpl"))
	for name, table := range readGateTable(t) {
		if !strings.Contains(guide, table.markdown()) {
			t.Errorf("the guide lacks the table of %s:\n%s", name, table.markdown())
		}
	}
}
