// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// construct is a column of the gate table: a configuration with a gate, and routes behind
// it.
type construct struct {
	name string
	// gate is what a configuration has of it beside the routes.
	gate string
	// lifecycle and arguments stand in the routes.
	lifecycle, arguments string
	isEphemeral          bool
	isAction             bool
	// withholds is whether the gate withholds the only credential that may write. The
	// environment has one for the other constructs.
	withholds bool
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
	writerVariable = `
variable "router_token" {
  type      = string
  sensitive = true
  ephemeral = true
}
`
	gatedProvider = `
provider "router" {
  alias = "gated"
  token = ephemeral.netstatus_interconnect_status.gate.released
}
`
	gateAction = `
action "netstatus_interconnect_status_check" "gate" {
  config {
    icon = "icon-fra-1"
    expect { state = ["Healthy"] }
  }
}
`
	expectHealthy = `expect { state = ["Healthy"] }`

	actionTrigger = `action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.netstatus_interconnect_status_check.gate]
    }`

	// precondition is that of a data source.
	healthyCondition = `  condition     = data.netstatus_interconnect_status.gate.state == "Healthy"
    error_message = "down"
`
)

// withheld is the gate: the others of the table show what it is for.
func withheld() construct {
	return construct{
		name: "withheld credential", gate: writerVariable + fmt.Sprintf(gateEphemeral, "withhold = var.router_token") + gatedProvider,
		arguments: "provider = router.gated", isEphemeral: true, withholds: true,
	}
}

func constructs() []construct {
	return []construct{
		withheld(),
		{name: "ephemeral in `depends_on`", gate: fmt.Sprintf(gateEphemeral, ""), arguments: "depends_on = [ephemeral.netstatus_interconnect_status.gate]", isEphemeral: true},
		{name: "data with `expect`", gate: fmt.Sprintf(gateData, expectHealthy), arguments: "depends_on = [data.netstatus_interconnect_status.gate]"},
		{name: "`precondition`", gate: fmt.Sprintf(gateData, ""), lifecycle: "precondition {\n    " + healthyCondition + "    }"},
		{name: "action", gate: gateAction, lifecycle: actionTrigger, isAction: true},
	}
}

// warning is a check, which stops nothing, so that it isn't in the table.
func warning() construct {
	return construct{name: "`check`", gate: "check \"link\" {\n" + fmt.Sprintf(gateData, "") + "  assert {\n  " + healthyCondition + "  }\n}\n"}
}

const gateHeader = `terraform {
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
`

// text is the whole configuration of a row.
func (c construct) text(row operation) string {
	behind := ""
	if !row.isRemoved {
		behind = c.behind(row.createBeforeDestroy)
	}
	return gateHeader + c.gate + behind + row.more
}

// behind are the routes behind the gate.
func (c construct) behind(createBeforeDestroy bool) string {
	also := ""
	if createBeforeDestroy {
		also = "create_before_destroy = true"
	}
	return `
resource "router_route" "behind" {
  count    = var.number
  next_hop = var.update
  prefix   = "${var.replace}-${count.index}"
  ` + c.arguments + `
  lifecycle {
    ` + c.lifecycle + "\n    " + also + `
  }
}
`
}

// environment is what a run of the construct has in its environment.
func (c construct) environment() []string {
	if c.withholds {
		return []string{"TF_VAR_router_token=" + writerToken}
	}
	return []string{"ROUTER_TOKEN=" + writerToken}
}

// need skips a column that the CLI doesn't know.
func (c construct) need(t *testing.T) {
	t.Helper()
	if c.isEphemeral {
		needGates(t)
	}
	if c.isAction {
		needActions(t)
	}
}

// keyCase is a row of the table of keys: a way to change a resource behind a withheld
// credential, tried with another one in the environment and without.
type keyCase struct {
	name string
	// before and after are configurations: the first is applied while the link is up, and
	// the second while it is down.
	before, after string
}

func keyCases() []keyCase {
	var (
		as      = withheld()
		changed = func(text string) string { return strings.Replace(text, "next_hop = var.update", "next_hop = \"2\"", 1) }
		route   = as.behind(false)
		plain   = strings.Replace(route, "provider = router.gated", "", 1)
		gate    = writerVariable + fmt.Sprintf(gateEphemeral, "withhold = var.router_token")
		// The provider block without an alias.
		unnamed = strings.Replace(gatedProvider, "  alias = \"gated\"\n", "", 1)
		chain   = strings.Replace(as.gate, "withhold = var.router_token", "withhold = ephemeral.netstatus_interconnect_status.first.released", 1) + `
ephemeral "netstatus_interconnect_status" "first" {
  icon     = "icon-fra-2"
  withhold = var.router_token
  expect { state = ["Healthy"] }
}
`
		counted = strings.NewReplacer(
			"icon = \"icon-fra-1\"", "count = GATES\n  icon = \"icon-fra-1\"",
			"ephemeral.netstatus_interconnect_status.gate.released", "one(ephemeral.netstatus_interconnect_status.gate[*].released)",
		).Replace(as.gate)
	)
	cases := []keyCase{
		{name: "a resource is changed", before: as.gate + route, after: as.gate + changed(route)},
		{name: "the second of two gates in a chain is down", before: chain + route, after: chain + changed(route)},
		{name: "gate, provider block and resources are deleted together", before: as.gate + route},
		{name: "the same, and the block has no `alias`", before: gate + unnamed + plain},
		{name: "`provider =` is forgotten beside an aliased block", before: as.gate + plain, after: as.gate + changed(plain)},
		{name: "the gate has `count = 0`, behind `one(…)`", before: strings.Replace(counted, "GATES", "1", 1) + route, after: strings.Replace(counted, "GATES", "0", 1) + changed(route)},
	}
	for i := range cases {
		cases[i].before, cases[i].after = gateHeader+cases[i].before, gateHeader+cases[i].after
	}
	return cases
}
