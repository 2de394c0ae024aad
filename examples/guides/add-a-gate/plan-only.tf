# Before Terraform 1.10 and OpenTofu 1.12 there is no ephemeral gate: this stops the
# plan, and not the apply of a plan that was saved.
data "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [data.netstatus_interconnect_status.gate]
}
