terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The guard is in the module, beside what it protects.
module "routes" {
  source   = "./routes"
  for_each = { first = "icon-fra-1", second = "icon-fra-2" }
  icon     = each.value
}

# An object of another module: the guard stands here.
module "links" {
  source = "./links"
}

# replace_triggered_by takes no outputs of modules: this hands an update on.
resource "terraform_data" "link_changes" {
  input = module.links.mtu
}

resource "netstatus_interconnect_status_guard" "link" {
  icon     = "icon-fra-1"
  protects = [module.links.id, terraform_data.link_changes.id]

  expect { state = ["Healthy"] }
  lifecycle { replace_triggered_by = [terraform_data.link_changes] }
}
