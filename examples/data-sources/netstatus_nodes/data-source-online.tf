data "netstatus_nodes" "all" {}

check "nodes_are_online" {
  assert {
    condition     = alltrue([for node in data.netstatus_nodes.all.nodes : node.node_status == "online"])
    error_message = "Not online: ${join(", ", [for node in data.netstatus_nodes.all.nodes : coalesce(node.node_name, node.id) if node.node_status != "online"])}."
  }
}
