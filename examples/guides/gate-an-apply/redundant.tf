# Work on icon-fra-1 only while its twin carries the traffic. Two interconnects are
# redundant where they end on different devices.
data "netstatus_interconnects" "fra" {
  site = "fra"

  lifecycle {
    postcondition {
      condition     = length(distinct(compact(self.interconnects[*].ccr_device_name))) >= 2
      error_message = "All interconnects of fra end on one device: none is redundant."
    }
  }
}

locals {
  device = { for one in data.netstatus_interconnects.fra.interconnects : one.name => one.ccr_device_name }
}

ephemeral "netstatus_interconnect_statuses" "others" {
  icons = [for icon, device in local.device : icon if device != local.device["icon-fra-1"]]

  expect {
    state    = ["Healthy"]
    min_good = 1
  }
}

# Stands for the work on icon-fra-1.
resource "terraform_data" "maintenance" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_statuses.others]
}
