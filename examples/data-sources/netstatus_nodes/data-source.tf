# The ids of the nodes, which need not be consecutive.
data "netstatus_nodes" "all" {}

output "node_ids" {
  value = { for node in data.netstatus_nodes.all.nodes : node.node_name => node.id }
}

check "nodes_are_online" {
  assert {
    condition     = alltrue([for node in data.netstatus_nodes.all.nodes : node.node_status == "online"])
    error_message = "Not online: ${join(", ", [for node in data.netstatus_nodes.all.nodes : coalesce(node.node_name, node.id) if node.node_status != "online"])}."
  }
}
