terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The data source stands outside the check, so that a status that can't be read is an
# error, and no warning among others.
data "netstatus_interconnect_statuses" "all" {
  all = true
}

check "interconnects" {
  assert {
    condition = length(data.netstatus_interconnect_statuses.all.statuses) > 0 && alltrue([
      for status in data.netstatus_interconnect_statuses.all.statuses : status.state == "Healthy"
    ])
    error_message = "Not Healthy: ${join(", ", [
      for status in data.netstatus_interconnect_statuses.all.statuses : "${status.icon} is ${status.state}" if status.state != "Healthy"
    ])}."
  }
}
