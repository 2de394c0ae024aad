# Stands for the change after which the link comes up.
resource "terraform_data" "network" {
  input = 1
}

ephemeral "netstatus_network_interface_status" "settled" {
  interface_id = terraform_data.network.output
  node_id      = 1

  expect {
    update_status    = ["CHANGES_APPLIED"]
    interface_status = ["UP"]
  }
  timeouts { open = "10m" }
}

resource "terraform_data" "mounts" {
  depends_on = [ephemeral.netstatus_network_interface_status.settled]
}
