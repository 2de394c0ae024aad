# Stands for the change, after which the link has to be up.
resource "terraform_data" "switch_port" {
  input = "vlan 40"
}

# Read at apply, after the change has been made, updated or replaced.
ephemeral "netstatus_network_interface_status" "after" {
  interface_id = 1
  node_id      = 1
  after        = "${timestamp()} ${terraform_data.switch_port.id}"

  expect { interface_status = ["UP"] }
  timeouts { open = "5m" }
}

# Stands for what comes next. OpenTofu opens the gate only because something that
# changes depends on it.
resource "terraform_data" "mounts_after" {
  depends_on = [ephemeral.netstatus_network_interface_status.after]
}
