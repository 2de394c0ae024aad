data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000 # Mbps: only this finds a bond that has lost a member
  }
}

# Stands for the mounts that use the link.
resource "terraform_data" "mounts" {
  input      = data.netstatus_network_interface_status.bond0.network_statuses[0].address
  depends_on = [data.netstatus_network_interface_status.bond0]
}
