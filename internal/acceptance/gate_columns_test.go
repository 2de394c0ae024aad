// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// construct is a column of the gate table: a configuration with a gate and the thing
// behind it.
type construct struct {
	name string
	// configuration stays, and beside goes when the thing is removed, since it refers to
	// it.
	configuration, beside string
	// lifecycle and arguments go into the thing.
	lifecycle, arguments string
	isEphemeral          bool
	isGuard              bool
	isAction             bool
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
	gateGuard = `
resource "netstatus_interconnect_status_guard" "gate" {
  count    = var.number
  icon     = "icon-fra-1"
  protects = [router_route.behind[count.index].id]
  expect { state = ["Healthy"] }
  lifecycle {
    %s
  }
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
		{name: "guard", beside: gateGuard, isGuard: true},
		{name: "guard with `replace_triggered_by`", beside: strings.Replace(gateGuard, "%s", "replace_triggered_by = [router_route.behind[count.index]]\n    %s", 1), isGuard: true},
		{name: "action", configuration: gateAction, lifecycle: actionTrigger, isAction: true},
	}
}

// text is the whole configuration of a row.
func (c construct) text(row operation) string {
	thing := ""
	if !row.isRemoved {
		thing = c.behind(row.createBeforeDestroy)
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
` + c.configuration + thing + c.removals(row)
}

// behind is the thing behind the gate, and what refers to it.
func (c construct) behind(createBeforeDestroy bool) string {
	also := ""
	if createBeforeDestroy {
		also = "create_before_destroy = true"
	}
	beside := c.beside
	if c.isGuard {
		beside = fmt.Sprintf(beside, also)
	}
	return beside + `
resource "router_route" "behind" {
  count    = var.number
  next_hop = var.update
  prefix   = var.replace
  ` + c.arguments + `
  lifecycle {
    ` + c.lifecycle + "\n    " + also + `
  }
}
`
}

// removals are the blocks "removed" of a row, for the thing and for its guard.
func (c construct) removals(row operation) string {
	if row.removed == "" {
		return row.more
	}
	blocks := "removed {\n  from = router_route.behind\n  lifecycle {\n    destroy = " + row.removed + "\n  }\n}\n"
	if c.isGuard {
		blocks += strings.Replace(blocks, "router_route.behind", "netstatus_interconnect_status_guard.gate", 1)
	}
	return row.more + blocks
}

// need skips a column that the CLI doesn't know.
func (c construct) need(t *testing.T) {
	t.Helper()
	if c.isEphemeral {
		needEphemerals(t)
	}
	if c.isAction {
		needActions(t)
	}
}
