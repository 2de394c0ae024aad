variable "qumulo_writer_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

# Every node is there and online.
ephemeral "netstatus_nodes" "all" {
  withhold = var.qumulo_writer_password

  expect {
    node_status = ["online"]
    min_count   = 4
  }
  timeouts { open = "30m" }
}

# bond0 of every node is up, and none has lost a member or has another MTU.
ephemeral "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
  withhold     = ephemeral.netstatus_nodes.all.released

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    same             = ["speed", "mtu"]
    min_count        = 4
  }
  timeouts { open = "10m" }
}
