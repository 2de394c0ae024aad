# Stands for the router's configuration of the LACP session.
resource "terraform_data" "router" {
  input = {
    icon = "icon-fra-1"
    lacp = "active"
  }
}

# depends_on lets the apply look after the router has been changed. Terraform
# looks while planning as well, OpenTofu only then when nothing is to be changed.
ephemeral "netstatus_interconnect_status" "fra" {
  icon       = "icon-fra-1"
  depends_on = [terraform_data.router]

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
