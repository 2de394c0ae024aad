resource "junos_interface_physical" "node_1" {
  name = "xe-0/0/1"
  mtu  = 9216
}

ephemeral "netstatus_network_interface_status" "node_1" {
  interface_id = 1
  node_id      = 1
  after        = "${timestamp()} ${junos_interface_physical.node_1.id}"

  expect { interface_status = ["UP"] }
  timeouts { open = "5m" }
}

resource "junos_interface_physical" "node_2" {
  name       = "xe-0/0/2"
  mtu        = 9216
  depends_on = [ephemeral.netstatus_network_interface_status.node_1]
}
