# Every interconnect of the site must be Healthy before the cut-over.
data "netstatus_interconnects" "fra" {
  site = "fra"

  lifecycle {
    postcondition {
      condition     = length(self.interconnects) > 0
      error_message = "There is no interconnect at ${self.site}."
    }
  }
}

data "netstatus_interconnect_status" "fra" {
  for_each = toset(data.netstatus_interconnects.fra.interconnects[*].name)

  icon = each.key
}

locals {
  not_healthy = [
    for icon, status in data.netstatus_interconnect_status.fra :
    "${icon} is ${status.state} (${coalesce(status.reason, "no reason given")})"
    if status.state != "Healthy"
  ]
}

# Stands for the routes that move to the site.
resource "terraform_data" "cut_over" {
  input = keys(data.netstatus_interconnect_status.fra)

  lifecycle {
    precondition {
      condition     = length(local.not_healthy) == 0
      error_message = "Not ready for the cut-over: ${join("; ", local.not_healthy)}."
    }
  }
}
