# Every interconnect of the site, read again when a saved plan is applied. A site
# without one stops as well.
ephemeral "netstatus_interconnect_statuses" "fra" {
  site = "fra"

  expect {
    state     = ["Healthy"]
    min_count = 2
  }
  timeouts { open = "10m" }
}

# Stands for the cut-over.
resource "terraform_data" "cut_over" {
  input      = "fra"
  depends_on = [ephemeral.netstatus_interconnect_statuses.fra]
}
