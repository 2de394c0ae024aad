# What an action lets pass: conftest test --policy DIR plan.json
package main

import rego.v1

# The types that an action has to check before each change.
checked := {"terraform_data"}

# What has to be checked before, by what the plan does.
events := {
	"create": "BeforeCreate",
	"update": "BeforeUpdate",
	"delete": "BeforeDestroy",
}

# The events of a resource before which a check is run.
triggered[address] contains trigger.action_trigger_event if {
	some invocation in input.action_invocations
	regex.match(`^netstatus_.*_check$`, invocation.type)
	trigger := invocation.lifecycle_action_trigger
	address := trigger.triggering_resource_address
}

deny contains message if {
	some change in input.resource_changes
	change.type in checked
	some action in change.change.actions
	event := events[action]
	not event in object.get(triggered, change.address, set())
	message := sprintf("%s: nothing is checked %s: its action_trigger needs before_create, before_update and before_destroy, and a removal needs a guard", [change.address, event])
}
