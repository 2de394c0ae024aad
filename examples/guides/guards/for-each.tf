variable "routes" {
  description = "The interconnect of each route, by prefix."
  type        = map(string)
  default = {
    "203.0.113.0/24"  = "icon-fra-1"
    "198.51.100.0/24" = "icon-fra-2"
  }
}

# Stands for the routes, such as cloudflare_magic_wan_static_route.
resource "terraform_data" "route" {
  for_each = var.routes
  input    = each.value
}

# One guard for each route, so that one bad link holds back its own route only.
resource "netstatus_interconnect_status_guard" "route" {
  for_each = var.routes
  icon     = each.value
  protects = [terraform_data.route[each.key].id]

  expect { state = ["Healthy"] }
  timeouts {
    create = "10m"
    delete = "1m"
  }
  lifecycle { replace_triggered_by = [terraform_data.route[each.key]] }
}
