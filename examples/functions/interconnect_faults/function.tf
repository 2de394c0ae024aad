data "netstatus_interconnect_status" "site" {
  for_each = toset(["icon-fra-1", "icon-ams-2"])

  icon = each.key
}

locals {
  # A list of sentences for each interconnect, each of which names it; empty where all
  # is well.
  faults = {
    for icon, status in data.netstatus_interconnect_status.site :
    icon => provider::netstatus::interconnect_faults(status)
  }
}

output "faults" {
  value = local.faults
}

# Stands for the routes that move to Frankfurt.
resource "terraform_data" "routes" {
  input = "icon-fra-1"

  lifecycle {
    precondition {
      condition     = length(local.faults["icon-fra-1"]) == 0
      error_message = join("\n", local.faults["icon-fra-1"])
    }
  }
}
