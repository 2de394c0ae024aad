data "netstatus_interconnect_status" "primary" {
  icon = "icon-fra-1"
}

# Stands for what must not be changed while the link is down.
resource "terraform_data" "routes" {
  input = "icon-fra-1"

  lifecycle {
    precondition {
      condition     = data.netstatus_interconnect_status.primary.state == "Healthy"
      error_message = "icon-fra-1 is ${data.netstatus_interconnect_status.primary.state}."
    }
  }
}
