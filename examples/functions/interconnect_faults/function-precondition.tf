data "netstatus_interconnect_statuses" "fra" {
  site = "fra"
}

locals {
  faults = [for status in data.netstatus_interconnect_statuses.fra.statuses : provider::netstatus::interconnect_faults(status)]
}

# Stands for the routes that move to Frankfurt. A condition over an empty list holds,
# so count what there is.
resource "terraform_data" "routes" {
  input = "fra"

  lifecycle {
    precondition {
      condition     = length(local.faults) == 2 && length(flatten(local.faults)) == 0
      error_message = "2 interconnects have to be Healthy, ${length(local.faults)} are there. ${join("\n", flatten(local.faults))}"
    }
  }
}
