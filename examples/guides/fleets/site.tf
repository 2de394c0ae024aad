data "netstatus_interconnects" "fra" {
  site = "fra"
}

data "netstatus_interconnect_status" "fra" {
  for_each = toset(data.netstatus_interconnects.fra.interconnects[*].name)

  icon = each.key
}

locals {
  faults = { for icon, status in data.netstatus_interconnect_status.fra : icon => provider::netstatus::interconnect_faults(status) }
}

# Stands for the cut-over.
resource "terraform_data" "cut_over" {
  input = "fra"

  lifecycle {
    precondition {
      condition     = alltrue([for sentences in local.faults : length(sentences) == 0])
      error_message = join("\n", [for icon, sentences in local.faults : "${icon}: ${join(" ", sentences)}" if length(sentences) > 0])
    }
  }
}
