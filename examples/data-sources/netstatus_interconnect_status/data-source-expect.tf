data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect {
    state = ["Healthy"]
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [data.netstatus_interconnect_status.fra]
}
