ephemeral "netstatus_node_network_status" "bond0" {
  node_id = 1

  expect {
    devices   = ["bond0"]
    min_speed = 100000 # Mbps: only this finds a bond that has lost a member
  }

  timeouts {
    open = "5m"
  }
}

# Stands for the mounts that use the bond.
resource "terraform_data" "mounts" {
  input      = "bond0"
  depends_on = [ephemeral.netstatus_node_network_status.bond0]
}
