# What a gate can't see: conftest test --policy . plan.json
package main

import rego.v1

# The providers that must be gated, and the settings that take their
# credential.
credentials := {"cloudflare/cloudflare": ["api_token"], "qumulo/qumulo": ["password"]}

source(name) := lower(concat("/", array.slice(split(name, "/"), 1, 3)))

# A gate's `released`, by its own name or as an output of a module that has
# the gate.
released(reference) if {
	regex.match(`^ephemeral\.netstatus_\w+\.[\w-]+(\.released(\.\w+)*)?$`, reference)
}

released(reference) if {
	[_, module, output] := split(reference, ".")
	references := input.configuration.root_module.module_calls[module].module.outputs[output].expression.references
	every one in references { released_directly(one) }
}

released(reference) if regex.match(`^module\.[\w-]+$`, reference)

released_directly(reference) if regex.match(`^ephemeral\.netstatus_\w+\.[\w-]+(\.released)?$`, reference)

# A provider block whose settings take nothing but what a gate released.
# References with an index are refused: try() around one may release nothing.
gated(key) if {
	block := input.configuration.provider_config[key]
	every setting in credentials[source(block.full_name)] {
		references := block.expressions[setting].references
		some reference in references
		contains(reference, ".released")
		every reference in references { released(reference) }
	}
}

# The provider block of each resource in the configuration.
block_of[address] := resource.provider_config_key if {
	some path, resource
	walk(input.configuration.root_module, [path, resource])
	resource.mode == "managed"
	modules := [sprintf("module.%s", [path[i + 1]]) | some i; path[i] == "module_calls"]
	address := concat(".", array.concat(modules, [resource.address]))
}

without_keys(address) := regex.replace(address, `\["([^"\\]|\\.)*"\]|\[\d+\]`, "")

changed contains change if {
	some change in input.resource_changes
	change.mode == "managed"
	not change.change.actions in [["no-op"], ["read"]]
	credentials[source(change.provider_name)]
}

deny contains message if {
	some change in changed
	key := block_of[without_keys(change.address)]
	not gated(key)
	message := sprintf("%s: its provider block %s has no gate. Set provider, and give that block a gate's released, without one(), try(), a condition, a local or an index", [change.address, key])
}

# The plan doesn't say which block removes a resource, so that all must have a
# gate. Each provider has an empty default block in the plan: it doesn't count.
deny contains message if {
	some change in changed
	not block_of[without_keys(change.address)]
	name := source(change.provider_name)
	blocks := [key |
		some key, block in input.configuration.provider_config
		source(block.full_name) == name
		object.keys(block) & {"alias", "expressions"} != set()
	]
	not all_gated(blocks)
	message := sprintf("%s is removed, and a provider block of %s has no gate", [change.address, name])
}

all_gated(blocks) if {
	count(blocks) > 0
	every key in blocks { gated(key) }
}

# The plan file has the value of each variable that is not ephemeral.
deny contains message if {
	some name, _ in input.variables
	is_secret(name)
	message := sprintf("variable %s is in the plan file: declare it with ephemeral = true", [name])
}

is_secret(name) if input.configuration.root_module.variables[name].sensitive

is_secret(name) if regex.match(`token|password|secret`, name)

# An action whose failure doesn't stop the change.
deny contains message if {
	some invocation in input.action_invocations
	startswith(invocation.type, "netstatus_")
	invocation.lifecycle_action_trigger.on_failure == "ActionOnFailureContinue"
	message := sprintf("%s: its trigger goes on if %s fails", [invocation.lifecycle_action_trigger.triggering_resource_address, invocation.address])
}
