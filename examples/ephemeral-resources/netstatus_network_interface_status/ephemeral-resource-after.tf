# Stands for the change of the switch port that the node hangs on.
resource "terraform_data" "switch_port" {
  input = {
    node_id = 1
    vlan    = 40
  }
}

# The link comes up after the change, so it is looked at after the change:
# output is unknown while planning, which puts the look off until apply.
ephemeral "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = terraform_data.switch_port.output.node_id

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
