resource "junos_interface_physical" "node_1" {
  name = "xe-0/0/1"
  mtu  = 9216
}

# Read at apply, after the port has been changed.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_network_interface_status" "node_1" {
  interface_id = 1
  node_id      = 1
  depends_on   = [junos_interface_physical.node_1]

  expect { interface_status = ["UP"] }
  timeouts { read = "5m" }
}
