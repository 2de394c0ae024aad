ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

resource "terraform_data" "cut_over" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
