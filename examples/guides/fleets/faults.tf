# Your own message, from a status that is only data.
data "netstatus_interconnect_statuses" "all" {
  site = "fra"
}

locals {
  faults = [for status in data.netstatus_interconnect_statuses.all.statuses : provider::netstatus::interconnect_faults(status)]
}

# Stands for the cut-over.
resource "terraform_data" "cut_over_with_message" {
  lifecycle {
    precondition {
      condition     = length(local.faults) >= 2 && length(flatten(local.faults)) == 0
      error_message = "Found ${length(local.faults)} interconnects, needed are 2. ${join("\n", flatten(local.faults))}"
    }
  }
}
