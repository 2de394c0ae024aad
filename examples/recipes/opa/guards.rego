# What leaves a guard open: conftest test --policy DIR plan.json
package main

import rego.v1

# The types that need a guard.
protected := {"terraform_data"}

changed contains change if {
	some change in input.resource_changes
	change.mode == "managed"
	not is_guard(change.type)
	not change.deposed
	not change.change.actions in [["no-op"], ["read"]]
}

is_guard(type) if regex.match(`^netstatus_.*_guard$`, type)

# What is in the state, in all modules.
existing contains object if {
	walk(input.prior_state.values.root_module, [_, object])
	object.mode == "managed"
}

# The guards that protect an object which is there, by its id.
guards[id] contains guard.address if {
	some guard in existing
	is_guard(guard.type)
	some id in guard.values.protects
}

# What guards name in the configuration, for objects that are new.
named contains reference if {
	walk(input.configuration.root_module, [_, guard])
	is_guard(guard.type)
	some reference in guard.expressions.protects.references
}

is_guarded(change) if guards[change.change.before.id]

is_guarded(change) if {
	change.change.actions == ["create"]
	concat(".", [change.type, change.name]) in named
}

is_guarded(change) if {
	change.change.actions == ["create"]
	split(change.module_address, "[")[0] in named
}

actions(address) := [change.change.actions |
	some change in input.resource_changes
	change.address == address
	not change.deposed
][0]

deny contains message if {
	some change in changed
	change.type in protected
	not is_guarded(change)
	message := sprintf("%s has no guard: name it in the protects of one", [change.address])
}

# It is destroyed before what it depends on, and so before the guard has been asked.
deny contains message if {
	some dependent in existing
	not is_guard(dependent.type)
	not guards[dependent.values.id]
	some object in existing
	guards[object.values.id]
	regex.replace(object.address, `\[[^\]]*\]`, "") in dependent.depends_on
	message := sprintf("%s depends on %s, which is protected, and is in no protects", [dependent.address, object.address])
}

deny contains message if {
	some change in changed
	change.change.actions == ["update"]
	some guard in guards[change.change.before.id]
	not "delete" in actions(guard)
	message := sprintf("%s is updated, and %s does not ask: set replace_triggered_by", [change.address, guard])
}

deny contains message if {
	some change in changed
	some guard in guards[change.change.before.id]
	orders := {["create", "delete"], ["delete", "create"]}
	{change.change.actions, actions(guard)} == orders
	message := sprintf("%s and %s differ in create_before_destroy", [change.address, guard])
}
