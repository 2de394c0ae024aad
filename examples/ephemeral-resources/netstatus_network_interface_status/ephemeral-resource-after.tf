# Stands for the change of the switch port that the node hangs on.
resource "terraform_data" "switch_port" {
  input = {
    node_id = 1
    vlan    = 40
  }
}

# The link comes up after the change, so it is read at apply, after the change.
ephemeral "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
  after        = "${timestamp()} ${terraform_data.switch_port.id}"

  expect {
    interface_status = ["UP"]
    update_status    = ["CHANGES_APPLIED"]
  }

  timeouts {
    open = "5m"
  }
}

# Stands for the mounts that use the link.
resource "terraform_data" "mounts" {
  input      = "vlan 40"
  depends_on = [ephemeral.netstatus_network_interface_status.bond0]
}
