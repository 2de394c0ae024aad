# Stands for the change.
resource "terraform_data" "transit" {
  input = "203.0.113.0/24"
}

# Made after the change, and again after each update: the apply ends only when the link
# has stayed good.
resource "netstatus_interconnect_status_guard" "verified" {
  icon     = "icon-fra-1"
  protects = [terraform_data.transit.id]

  expect {
    state      = ["Healthy"]
    stable_for = "3s" # a minute, where it matters
  }
  timeouts {
    create = "10m"
    delete = "1m"
  }
  lifecycle { replace_triggered_by = [terraform_data.transit] }
}
