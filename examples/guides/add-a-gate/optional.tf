variable "gate" {
  description = "Name of the interconnect that has to be Healthy; null for no gate."
  type        = string
  default     = null
}

ephemeral "netstatus_interconnect_status" "gate" {
  count = var.gate == null ? 0 : 1

  icon = var.gate
  expect { state = ["Healthy"] }
}

resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
