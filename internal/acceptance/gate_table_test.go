// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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
// holds what was seen; UPDATE_GATE_TABLE=1 writes what this CLI shows.

// operation is a row: how the thing behind the gate changes.
type operation struct {
	name string
	// isThere is whether the thing is there before.
	isThere             bool
	createBeforeDestroy bool
	// isRemoved is whether the thing goes from the configuration, and removed what a
	// block "removed" says of its destruction; empty where there is none.
	isRemoved bool
	removed   string
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
		{name: "`-replace`", isThere: true, variables: []string{run}, arguments: []string{"-replace=router_route.behind[0]"}},
		{name: "remove (`count` shrinks)", isThere: true, variables: []string{run, "TF_VAR_number=0"}},
		{name: "remove from the configuration", isThere: true, isRemoved: true, variables: []string{run}},
		{name: "`removed`, `destroy = true`", isThere: true, isRemoved: true, removed: "true", variables: []string{run}},
		{name: "`removed`, `destroy = false`", isThere: true, isRemoved: true, removed: "false", variables: []string{run}},
		{name: "`state rm`", isThere: true, unsaved: []string{"state", "rm", "router_route.behind[0]"}},
		{name: "destroy, saved plan", isThere: true, arguments: []string{"-destroy"}},
		{name: "destroy, saved plan, `-refresh=false`", isThere: true, arguments: []string{"-destroy", "-refresh=false"}},
		{name: "destroy, no saved plan", isThere: true, unsaved: []string{"destroy", "-auto-approve"}},
		{name: "refresh only", isThere: true, arguments: []string{"-refresh-only"}},
		{name: "no changes", isThere: true},
		{name: "import", variables: []string{"TF_VAR_update=x", "TF_VAR_replace=x"}, more: "import {\n  to = router_route.behind[0]\n  id = \"x\"\n}\n"},
		{name: "`-target` what is behind", arguments: []string{"-target=router_route.behind"}},
		{name: "replace, `-target` what is behind", isThere: true, variables: []string{run, "TF_VAR_replace=2"}, arguments: []string{"-target=router_route.behind"}},
	}
}

// What a cell says of a run while the link is down.
const (
	stops   = "stops"
	tooLate = "too late"
	keeps   = "keeps the old"
	imports = "imports"
	forgets = "forgets"
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

// The tables that are kept. That of a Terraform with actions has their column alone: the
// others are compared with those of a Terraform without.
const (
	terraformTable = "terraform"
	actionsTable   = "terraform with actions"
	openTofuTable  = "opentofu"
)

// tableName is that of the CLI's.
func tableName() string {
	switch {
	case suite.openTofu:
		return openTofuTable
	case len(suite.schema.Actions) > 0:
		return actionsTable
	default:
		return terraformTable
	}
}

func TestGateTable(t *testing.T) {
	t.Parallel()
	needCLI(t)
	tables := readGateTable(t)
	isUpdate := os.Getenv("UPDATE_GATE_TABLE") != ""
	hasRemoved := knowsRemoved(t)
	hasGates := len(suite.schema.Ephemerals) == 0 || !opensAreChanges(t)
	var (
		mu   sync.Mutex
		seen = gateTable{}
	)
	t.Run("cells", func(t *testing.T) {
		for _, row := range operations() {
			for _, column := range constructs() {
				t.Run(row.name+"/"+column.name, func(t *testing.T) {
					t.Parallel()
					column.need(t)
					if row.removed != "" && !hasRemoved {
						t.Skip("the CLI refuses such a block \"removed\"")
					}
					if column.isEphemeral && !hasGates {
						t.Skip("the CLI takes opening for a change, as OpenTofu 1.11 does, which the guide doesn't support for gates")
					}
					cell := runCell(t, row, column)
					mu.Lock()
					defer mu.Unlock()
					if seen[row.name] == nil {
						seen[row.name] = map[string]gateCell{}
					}
					seen[row.name][column.name] = cell
					if expected := wantedCell(tables, row, column); cell != expected && !isUpdate {
						t.Errorf("got %s, the table says %s", cell, expected)
					}
				})
			}
		}
	})
	if isUpdate {
		writeGateTable(t, seen)
	}
}

// wantedCell is what was seen before.
func wantedCell(tables map[string]gateTable, row operation, column construct) gateCell {
	name := tableName()
	if name == actionsTable && !column.isAction {
		name = terraformTable
	}
	return tables[name][row.name][column.name]
}

// knowsRemoved reports whether the CLI takes a block "removed" that says whether to
// destroy.
func knowsRemoved(t *testing.T) bool {
	t.Helper()
	w := newWorkspace(t, nil, "removed {\n  from = terraform_data.x\n  lifecycle {\n    destroy = true\n  }\n}\n")
	_, err := w.try(t, "validate")
	return err == nil
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

func writeGateTable(t *testing.T, seen gateTable) {
	t.Helper()
	tables := readGateTable(t)
	tables[tableName()] = seen
	document, err := json.MarshalIndent(tables, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(gateTableFile, append(document, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// runCell tries one operation on one construct.
func runCell(t *testing.T, row operation, column construct) gateCell {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	healthy := func() { s.SetInterconnectStatus(account, icon, `{"state":"Healthy"}`) }
	down := func() { s.SetInterconnectStatus(account, icon, `{"state":"Down"}`) }
	healthy()
	w := newWorkspace(t, s, column.text(operation{createBeforeDestroy: row.createBeforeDestroy}))
	if row.isThere {
		w.apply(t)
	}
	before := w.thing(t)
	w.write(t, "main.tf", column.text(row))
	w.Env = append(w.Env, row.variables...)
	w.forgetEffects(t)

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

// effects are what was done to the thing since they were forgotten.
func (w *workspace) effects(t *testing.T) []string {
	t.Helper()
	noted, err := os.ReadFile(filepath.Join(w.Dir, "effects"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Fields(string(noted))
}

func (w *workspace) forgetEffects(t *testing.T) {
	t.Helper()
	if err := os.Remove(filepath.Join(w.Dir, "effects")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

func planOutcome(output string, err error) string {
	switch {
	case isExit(err):
		return stops
	case strings.Contains(output, "Warning: Check block"), strings.Contains(output, "Warning: Not as expected yet"):
		return warns
	default:
		return passes
	}
}

// outcome says what an apply did to the thing, while the link was down.
func (w *workspace) outcome(t *testing.T, before, output string, err error) string {
	t.Helper()
	effects := w.effects(t)
	isKept := !slices.Contains(effects, "destroyed") && !slices.Contains(effects, "updated")
	switch {
	case !isExit(err):
		return planOutcome(output, nil)
	case !isKept:
		return tooLate
	case len(effects) > 0 && before != "":
		return keeps
	case len(effects) > 0:
		return tooLate
	case w.thing(t) != before && before != "":
		return forgets
	case w.thing(t) != before:
		return imports
	default:
		return stops
	}
}

func isExit(err error) bool {
	_, ok := errors.AsType[*exec.ExitError](err)
	return ok
}

// markdown is the table as the guide shows it: Terraform's cells, the action's with the
// Terraform that has them, and where OpenTofu differs a mark, which is explained below.
func gateTableMarkdown(tables map[string]gateTable) string {
	var b, notes strings.Builder
	b.WriteString("| what is behind the gate |")
	for _, column := range constructs() {
		b.WriteString(" " + column.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(constructs())+1) + "\n")
	marks := 0
	for _, row := range operations() {
		b.WriteString("| " + row.name + " |")
		for _, column := range constructs() {
			cell := tables[terraformTable][row.name][column.name]
			if column.isAction {
				cell = tables[actionsTable][row.name][column.name]
			}
			mark := ""
			if other, ok := tables[openTofuTable][row.name][column.name]; ok && other != cell {
				marks++
				mark = fmt.Sprintf(" <sup>%d</sup>", marks)
				fmt.Fprintf(&notes, "%d. OpenTofu: %s\n", marks, other)
			}
			b.WriteString(" " + cell.String() + mark + " |")
		}
		b.WriteString("\n")
	}
	return b.String() + "\n" + notes.String()
}

// TestGuideHasTheGateTable compares the guide with what was seen.
func TestGuideHasTheGateTable(t *testing.T) {
	t.Parallel()
	guide := read(t, filepath.Join("..", "templates", "guides", "gate-an-apply.md.tmpl"))
	if table := gateTableMarkdown(readGateTable(t)); !strings.Contains(guide, table) {
		t.Errorf("the guide lacks the table:\n%s", table)
	}
}

// TestTheGuardHolds finds a cell in which the link is bad and an existing object is
// destroyed, replaced or changed behind a guard, but for what the guide names.
func TestTheGuardHolds(t *testing.T) {
	t.Parallel()
	named := []string{"`removed`, `destroy = false`", "`state rm`", "replace, `-target` what is behind"}
	tables := readGateTable(t)
	for _, name := range []string{terraformTable, openTofuTable} {
		for _, row := range operations() {
			cell := tables[name][row.name]["guard with `replace_triggered_by`"]
			isHeld := cell.Apply == stops || cell.Apply == keeps
			changes := row.isThere && !slices.Contains([]string{"refresh only", "no changes"}, row.name)
			if changes && !isHeld && !slices.Contains(named, row.name) {
				t.Errorf("%s: %s: %s", name, row.name, cell)
			}
		}
	}
}
