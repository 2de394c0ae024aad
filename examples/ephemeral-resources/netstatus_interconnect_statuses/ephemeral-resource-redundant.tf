ephemeral "netstatus_interconnect_statuses" "twins" {
  icons = ["icon-fra-2", "icon-ams-1"]

  expect {
    state    = ["Healthy"]
    min_good = 1
  }
}

# Stands for the work on icon-fra-1.
resource "terraform_data" "maintenance" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_statuses.twins]
}
