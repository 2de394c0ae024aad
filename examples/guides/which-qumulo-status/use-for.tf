# The devices that clients use. The loopback and what is used for nothing don't count.
data "netstatus_node_network_statuses" "frontend" {
  expect {
    use_for          = ["FRONTEND", "FRONTEND_AND_BACKEND"]
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    same             = ["speed", "mtu"]
    min_count        = 4 # nodes
  }
}
