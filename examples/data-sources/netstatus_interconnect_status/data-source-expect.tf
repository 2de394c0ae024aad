# With expect, a link that is not as it should be fails the read, and the
# provider says why, with Cloudflare's reason. With timeouts beside it, the read
# waits.
data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect {
    state = ["Healthy"]
  }

  timeouts {
    read = "10m"
  }
}

output "state" {
  value = data.netstatus_interconnect_status.fra.state
}
