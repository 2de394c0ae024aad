# What a plan must be to be applied: conftest test --policy DIR plan.json
package main

import rego.v1

# The gate, as depends_on names it, and the types that must stand behind it.
gate := "ephemeral.netstatus_interconnect_status.gate"

guarded := {"terraform_data"}

changed contains change if {
	some change in input.resource_changes
	change.mode == "managed"
	change.type in guarded
	not change.change.actions in [["no-op"], ["read"]]
}

# Resources of the root that name the gate, by their addresses.
gated contains resource.address if {
	some resource in input.configuration.root_module.resources
	gate in resource.depends_on
}

# Modules that name the gate, as a resource's address begins.
gated contains concat(".", ["module", name]) if {
	some name, call in input.configuration.root_module.module_calls
	gate in call.depends_on
}

# The address of a resource of the root, or of the module of the root that has it.
place(change) := split(change.address, "[")[0] if not change.module_address

place(change) := concat(".", array.slice(split(split(change.address, "[")[0], "."), 0, 2)) if change.module_address

deny contains message if {
	some change in changed
	not place(change) in gated
	message := sprintf("%s is not behind %s: name the gate in its depends_on", [change.address, gate])
}

# What is destroyed first is gone before the gate is read.
deny contains message if {
	some change in changed
	change.change.actions in [["delete"], ["delete", "create"]]
	message := sprintf("%s is destroyed before the gate is read: set create_before_destroy, or gate its provider", [change.address])
}

deny contains message if {
	some check in input.checks
	check.status != "pass"
	some instance in check.instances
	some problem in instance.problems
	message := sprintf("%s: %s", [check.address.to_display, problem.message])
}
