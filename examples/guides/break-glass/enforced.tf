provider "netstatus" {
  enforce = true # NETSTATUS_ENFORCE is not asked
}

data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}
