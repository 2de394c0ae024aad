data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect { state = ["Healthy"] }
  timeouts { read = "2m" }
}

output "fra" {
  value = data.netstatus_interconnect_status.fra.state
}
