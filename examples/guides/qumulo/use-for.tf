# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_node_network_statuses" "frontend" {
  expect {
    use_for          = ["FRONTEND", "FRONTEND_AND_BACKEND"]
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_count        = 4 # nodes
  }
}
