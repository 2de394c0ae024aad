ephemeral "netstatus_interconnect_statuses" "fra" {
  site = "fra"

  expect {
    state     = ["Healthy"]
    min_count = 2
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the routes that move to the site.
resource "terraform_data" "routes" {
  input      = "fra"
  depends_on = [ephemeral.netstatus_interconnect_statuses.fra]
}
