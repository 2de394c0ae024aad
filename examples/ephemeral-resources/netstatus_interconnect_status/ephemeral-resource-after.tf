# Stands for the router's configuration of the link.
resource "terraform_data" "router" {
  input = {
    icon = "icon-fra-1"
    mtu  = 9000
  }
}

# Not known while planning, so that the link is read at apply, and after the router
# has been made, updated or replaced.
ephemeral "netstatus_interconnect_status" "fra" {
  icon  = "icon-fra-1"
  after = "${timestamp()} ${terraform_data.router.id}"

  expect {
    state = ["Healthy"]
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.fra]
}
