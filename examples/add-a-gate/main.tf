# A stack that moves routes to interconnects, link by link. What the gate adds is
# marked: a variable, the gate, and the module's depends_on.

terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

locals {
  links = { first = "icon-fra-1", second = "icon-fra-2" }
}

# Added: whether to gate at all.
variable "gate" {
  description = "Whether every interconnect has to be Healthy. Set it to false in an emergency only."
  type        = bool
  default     = true
}

# Added: the gate. All of them at once, since depends_on names no single instance.
ephemeral "netstatus_interconnect_statuses" "gate" {
  count = var.gate ? 1 : 0
  icons = values(local.links)

  expect { state = ["Healthy"] }
  timeouts { open = "10m" }
}

module "routes" {
  source   = "./routes"
  for_each = local.links

  site = "fra"
  icon = each.value

  # Added: nothing of the module is made or updated before the gate is open.
  depends_on = [ephemeral.netstatus_interconnect_statuses.gate]
}
