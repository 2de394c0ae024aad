# Stands for the last change of the run.
resource "terraform_data" "last_change" {
  input = timestamp()
}

# Verified at the end of the apply: the change has been made, and a link that isn't
# up then is an error. It works in Terraform and OpenTofu.
data "netstatus_network_interface_status" "verified" {
  interface_id = 1
  node_id      = 1
  depends_on   = [terraform_data.last_change]

  expect { interface_status = ["UP"] }
  timeouts { read = "5m" }
}
