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

// The tables of the page about the constructs: what each stops, for each way in which what
// is behind it changes. Every cell is a run. testdata/gate-table.json has what was seen;
// UPDATE_GATE_TABLE=1 writes what this CLI shows.

// operation is a row: how the routes behind the gate change.
type operation struct {
	name string
	// isThere is whether they are there before.
	isThere             bool
	createBeforeDestroy bool
	// isRemoved is whether they are removed from the configuration.
	isRemoved bool
	// more is added to the configuration for the operation.
	more string
	// prepare happens before, while the link is up.
	prepare func(*testing.T, *workspace)
	// variables are set for the operation, arguments given to plan.
	variables, arguments []string
	// overridden is set for the plan alone, which is made and applied while the link is down.
	overridden []string
	// unsaved runs the arguments as they are, while the link is down.
	unsaved []string
}

func operations() []operation {
	removed := func(destroy string) string {
		return "removed {\n  from = router_route.behind\n  lifecycle {\n    destroy = " + destroy + "\n  }\n}\n"
	}
	const shrink = "TF_VAR_number=0"
	return []operation{
		{name: "create"},
		{name: "update in place", isThere: true, variables: []string{"TF_VAR_update=2"}},
		{name: "replace", isThere: true, variables: []string{"TF_VAR_replace=2"}},
		{name: "replace, `create_before_destroy`", isThere: true, createBeforeDestroy: true, variables: []string{"TF_VAR_replace=2"}},
		{name: "`-replace`", isThere: true, arguments: []string{"-replace=router_route.behind[0]"}},
		{name: "replace, `-target` the resource", isThere: true, variables: []string{"TF_VAR_replace=2"}, arguments: []string{"-target=router_route.behind"}},
		{name: "remove (`count` shrinks)", isThere: true, variables: []string{shrink}},
		{name: "remove from the configuration", isThere: true, isRemoved: true},
		{name: "`state mv`, then remove", isThere: true, prepare: moved, variables: []string{shrink}},
		{name: "a removal that failed half way, again", isThere: true, prepare: failedHalfWay, variables: []string{shrink}},
		{name: "`removed`, `destroy = true`", isThere: true, isRemoved: true, more: removed("true")},
		{name: "`removed`, `destroy = false`", isThere: true, isRemoved: true, more: removed("false")},
		{name: "`state rm`", isThere: true, unsaved: []string{"state", "rm", "router_route.behind[0]"}},
		{name: "destroy, saved plan", isThere: true, arguments: []string{"-destroy"}},
		{name: "destroy, saved plan, `-refresh=false`", isThere: true, arguments: []string{"-destroy", "-refresh=false"}},
		{name: "destroy, no saved plan", isThere: true, unsaved: []string{"destroy", "-auto-approve"}},
		{name: "update, planned with `NETSTATUS_ENFORCE=false`", isThere: true, variables: []string{"TF_VAR_update=2"}, overridden: []string{"NETSTATUS_ENFORCE=false"}},
		{name: "destroy, planned with `NETSTATUS_ENFORCE=false`", isThere: true, arguments: []string{"-destroy"}, overridden: []string{"NETSTATUS_ENFORCE=false"}},
		{name: "refresh only", isThere: true, arguments: []string{"-refresh-only"}},
		{name: "no changes", isThere: true},
		{name: "`import` command", variables: []string{"TF_VAR_update=1-0"}, unsaved: []string{"import", "router_route.behind[0]", "1-0"}},
		{name: "`import` block", variables: []string{"TF_VAR_update=1-0"}, more: "import {\n  to = router_route.behind[0]\n  id = \"1-0\"\n}\n"},
	}
}

// moved gives the route another name in the state.
func moved(t *testing.T, w *workspace) {
	t.Helper()
	w.run(t, "state", "mv", "router_route.behind[0]", "router_route.moved")
}

// failedHalfWay leaves one of two routes in the state: the router failed to remove it.
func failedHalfWay(t *testing.T, w *workspace) {
	t.Helper()
	w.run(t, "apply", "-auto-approve", "-var=number=2")
	w.write(t, "fail", "")
	w.fail(t, "apply", "-auto-approve", "-var=number=0")
}

// What a cell says of a run while the link is down.
const (
	stops     = "stops"
	tooLate   = "too late"
	imports   = "imports"
	forgets   = "forgets"
	unchanged = "unchanged"
	passes    = "passes"
	warns     = "warns"
	nothing   = "–"
)

// gateCell is a cell: what happens where the link is down at plan, and where it is
// lost between plan and apply. A cell of the table of keys has what happens without another
// key in the environment, and with one.
type gateCell struct {
	Plan  string `json:"plan"`
	Apply string `json:"apply"`
}

// String is the cell as the page shows it.
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

// The tables that are kept. That of a Terraform with actions has their column and the first
// one.
const (
	terraformTable = "terraform"
	actionsTable   = "terraform with actions"
	openTofuTable  = "opentofu"
	keyColumn      = "keys"
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

// needGates skips a test where the CLI doesn't support ephemeral resources as gates.
func needGates(t *testing.T) {
	t.Helper()
	needEphemerals(t)
	if opensAreChanges(t) {
		t.Skip("the CLI takes opening for a change, as OpenTofu 1.11 does, which the documents don't support for gates")
	}
}

// TestGateTable runs the first column, and the others where NETSTATUS_GATE_TABLE=all, as
// make test-all sets it: they show what users would have without the gate.
func TestGateTable(t *testing.T) {
	t.Parallel()
	needCLI(t)
	columns := constructs()
	if os.Getenv("NETSTATUS_GATE_TABLE") != "all" {
		columns = columns[:1]
	}
	hasRemoved := knowsRemoved(t)
	seen := newSeen(t)
	t.Run("cells", func(t *testing.T) {
		for _, row := range operations() {
			for _, column := range columns {
				t.Run(row.name+"/"+column.name, func(t *testing.T) {
					t.Parallel()
					column.need(t)
					if strings.Contains(row.more, "removed {") && !hasRemoved {
						t.Skip("the CLI refuses such a block \"removed\"")
					}
					seen.compare(t, row.name, column.name, runCell(t, row, column))
				})
			}
		}
		for _, row := range keyCases() {
			t.Run(row.name, func(t *testing.T) {
				t.Parallel()
				needGates(t)
				seen.compare(t, row.name, keyColumn, gateCell{Plan: runKey(t, row), Apply: runKey(t, row, "ROUTER_TOKEN=another-"+writerToken)})
			})
		}
	})
	seen.update(t)
}

// seenCells are the cells that were run, beside those that were seen before.
type seenCells struct {
	mu     sync.Mutex
	tables map[string]gateTable
	cells  gateTable
}

func newSeen(t *testing.T) *seenCells {
	t.Helper()
	return &seenCells{tables: readGateTable(t), cells: gateTable{}}
}

// compare compares a cell with the one that was seen before.
func (s *seenCells) compare(t *testing.T, row, column string, cell gateCell) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cells[row] == nil {
		s.cells[row] = map[string]gateCell{}
	}
	s.cells[row][column] = cell
	if expected := s.tables[tableName()][row][column]; cell != expected && os.Getenv("UPDATE_GATE_TABLE") == "" {
		t.Errorf("got %s, the table says %s", cell, expected)
	}
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

// readGateTable returns what was seen before, by CLI.
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

// update writes what was seen, where that is asked for.
func (s *seenCells) update(t *testing.T) {
	t.Helper()
	if os.Getenv("UPDATE_GATE_TABLE") == "" {
		return
	}
	s.tables[tableName()] = s.cells
	document, err := json.MarshalIndent(s.tables, "", "  ")
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
	setState(s, "Healthy", icon)
	w := newWorkspace(t, s, column.text(operation{createBeforeDestroy: row.createBeforeDestroy}))
	w.Env = append(w.Env, column.environment()...)
	if row.isThere {
		w.apply(t)
	}
	if row.prepare != nil {
		row.prepare(t, w)
	}
	before := w.thing(t)
	w.write(t, "main.tf", column.text(row))
	w.Env = append(w.Env, row.variables...)
	w.forgetEffects(t)

	setState(s, "Down", icon)
	if row.unsaved != nil {
		output, err := w.try(t, row.unsaved...)
		return gateCell{Plan: nothing, Apply: w.outcome(t, before, output, err)}
	}
	plan := append([]string{"plan", "-out=plan.bin"}, row.arguments...)
	environment := w.Env
	w.Env = append(w.Env, row.overridden...)
	output, err := w.try(t, plan...)
	cell := gateCell{Plan: planOutcome(output, err)}
	w.Env = environment
	if row.overridden == nil {
		setState(s, "Healthy", icon)
		w.run(t, plan...)
		setState(s, "Down", icon)
	}
	output, err = w.try(t, "apply", "plan.bin")
	cell.Apply = w.outcome(t, before, output, err)
	return cell
}

// runKey tries a change behind a gate that withholds a credential, with more in the
// environment. The link is lost between plan and apply.
func runKey(t *testing.T, row keyCase, environment ...string) string {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	setState(s, "Healthy", icon, "icon-fra-2")
	w := newWorkspace(t, s, row.before)
	w.Env = append(append(w.Env, withheld().environment()...), environment...)
	// A resource that is configured by nobody was made with the other key.
	made := len(w.Env)
	w.Env = append(w.Env, "ROUTER_TOKEN=another-"+writerToken)
	w.apply(t)
	w.Env = w.Env[:made]
	before := w.thing(t)
	w.write(t, "main.tf", row.after)
	w.forgetEffects(t)
	if output, err := w.try(t, "plan", "-out=plan.bin"); err != nil {
		return w.outcome(t, before, output, err)
	}
	setState(s, "Down", icon)
	output, err := w.try(t, "apply", "plan.bin")
	return w.outcome(t, before, output, err)
}

// thing is what the state has of a route behind the gate, "" where there is none.
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
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(noted))
}

func (w *workspace) forgetEffects(t *testing.T) {
	t.Helper()
	w.write(t, "effects", "")
}

// planOutcome says what a plan came to. The CLI's warnings that are about its own options
// don't count.
func planOutcome(output string, err error) string {
	own := strings.NewReplacer("Warning: Provider development overrides", "", "Warning: Resource targeting", "", "Warning: Applied changes may be incomplete", "")
	switch {
	case isExit(err):
		return stops
	case strings.Contains(own.Replace(output), "Warning: "):
		return warns
	default:
		return passes
	}
}

// outcome says what an apply did to the routes, while the link was down.
func (w *workspace) outcome(t *testing.T, before, output string, err error) string {
	t.Helper()
	touched, after := len(w.effects(t)) > 0, w.thing(t)
	switch {
	case touched && isExit(err):
		return tooLate
	case touched:
		return planOutcome(output, nil)
	case after != before && before != "":
		return forgets
	case after != before:
		return imports
	case isExit(err):
		return stops
	default:
		return unchanged
	}
}

func isExit(err error) bool {
	_, ok := errors.AsType[*exec.ExitError](err)
	return ok
}

// gateTableMarkdown returns the table as the page shows it: Terraform's cells, and the
// action's of the Terraform that has them. Below stands where OpenTofu differs.
func gateTableMarkdown(tables map[string]gateTable) string {
	var table strings.Builder
	table.WriteString("| what happens behind the gate |")
	for _, column := range constructs() {
		table.WriteString(" " + column.name + " |")
	}
	table.WriteString("\n|" + strings.Repeat(" --- |", len(constructs())+1) + "\n")
	for _, row := range operations() {
		table.WriteString("| " + row.name + " |")
		for _, column := range constructs() {
			table.WriteString(" " + terraformCell(tables, row, column).String() + " |")
		}
		table.WriteString("\n")
	}
	return table.String() + openTofuNote(tables)
}

func terraformCell(tables map[string]gateTable, row operation, column construct) gateCell {
	if column.isAction {
		return tables[actionsTable][row.name][column.name]
	}
	return tables[terraformTable][row.name][column.name]
}

// openTofuNote returns a line for each column in which OpenTofu differs, and for each of its
// answers.
func openTofuNote(tables map[string]gateTable) string {
	var order []string
	rows := map[string][]string{}
	for _, column := range constructs() {
		for _, row := range operations() {
			other, ok := tables[openTofuTable][row.name][column.name]
			if !ok || other == terraformCell(tables, row, column) {
				continue
			}
			answer := "- " + column.name + ", " + other.String()
			if rows[answer] == nil {
				order = append(order, answer)
			}
			rows[answer] = append(rows[answer], row.name)
		}
	}
	note := "\nOpenTofu answers otherwise in these rows:\n\n"
	for _, answer := range order {
		note += answer + ": " + strings.Join(rows[answer], "; ") + "\n"
	}
	return note
}

// keyTableMarkdown returns the table of keys.
func keyTableMarkdown(tables map[string]gateTable) string {
	var table strings.Builder
	table.WriteString("| what happens behind a withheld credential | no other key | another key in the environment |\n| --- | --- | --- |\n")
	for _, row := range keyCases() {
		cell := tables[terraformTable][row.name][keyColumn]
		table.WriteString("| " + row.name + " | " + gateCell{nothing, cell.Plan}.String() + " | " + gateCell{nothing, cell.Apply}.String() + " |\n")
	}
	return table.String()
}

// TestPageHasTheGateTable compares the page with what was seen.
func TestPageHasTheGateTable(t *testing.T) {
	t.Parallel()
	page := read(t, filepath.Join("..", "templates", "guides", "what-each-construct-stops.md.tmpl"))
	tables := readGateTable(t)
	for _, table := range []string{gateTableMarkdown(tables), keyTableMarkdown(tables)} {
		if !strings.Contains(page, table) {
			t.Errorf("the page lacks the table:\n%s", table)
		}
	}
}

// TestTheGateIsComplete finds a cell of the first column, or of the table of keys without
// another one, in which a route is changed while the link is down.
func TestTheGateIsComplete(t *testing.T) {
	t.Parallel()
	// These change the state at most, and touch no object.
	harmless := []string{stops, imports, forgets, unchanged}
	for cli, table := range readGateTable(t) {
		for _, row := range operations() {
			cell := table[row.name][withheld().name]
			if !slices.Contains(harmless, cell.Apply) {
				t.Errorf("%s: %s: %s", cli, row.name, cell)
			}
		}
		for _, row := range keyCases() {
			if cell := table[row.name][keyColumn]; cell.Plan != stops {
				t.Errorf("%s: %s: %s", cli, row.name, cell)
			}
		}
	}
}

// TestACheckOnlyWarns is why the table has no column for it.
func TestACheckOnlyWarns(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for _, row := range operations()[:2] {
		if cell := runCell(t, row, warning()); cell != (gateCell{Plan: warns, Apply: warns}) {
			t.Errorf("%s: got %s", row.name, cell)
		}
	}
}
