data "netstatus_nodes" "all" {}

ephemeral "netstatus_node_network_statuses" "all" {
  expect {
    use_for          = ["FRONTEND", "FRONTEND_AND_BACKEND"]
    interface_status = ["UP"]
    min_count        = length(data.netstatus_nodes.all.nodes)
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [ephemeral.netstatus_node_network_statuses.all]
}
