# Stands for the routes over icon-fra-1. To drain it, take them out of the configuration.
resource "terraform_data" "routes" {
  input = "icon-fra-1"
}

# Its twins have to carry the traffic then: one of them is enough.
resource "netstatus_interconnect_statuses_guard" "twins" {
  icons    = ["icon-fra-2", "icon-ams-1"]
  protects = [terraform_data.routes.id]

  expect {
    state    = ["Healthy"]
    min_good = 1
  }
  lifecycle { replace_triggered_by = [terraform_data.routes] }
}
