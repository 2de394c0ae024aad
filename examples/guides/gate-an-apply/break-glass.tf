variable "gate" {
  description = "Whether the link has to be Healthy. Set it to false in an emergency only: TF_VAR_gate=false."
  type        = bool
  default     = true
}

ephemeral "netstatus_interconnect_status" "breakable" {
  icon = "icon-fra-1"

  # Without the block, the status is data and stops nothing.
  dynamic "expect" {
    for_each = var.gate ? ["closed unless Healthy"] : []
    content {
      state = ["Healthy"]
    }
  }
}

resource "terraform_data" "breakable_cut_over" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.breakable]
}
