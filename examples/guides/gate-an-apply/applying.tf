# At the plan the status is data; at the apply it has to be Healthy.
ephemeral "netstatus_interconnect_status" "applying" {
  icon = "icon-fra-1"

  dynamic "expect" {
    for_each = terraform.applying ? ["Healthy"] : []
    content {
      state = [expect.value]
    }
  }
}

resource "terraform_data" "cut_over_applying" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.applying]
}
