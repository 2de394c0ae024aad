# Stands for a tunnel.
resource "terraform_data" "tunnel" {
  input            = "fra"
  triggers_replace = "198.51.100.1"
}

# Stands for the route through it. If the tunnel is replaced, this goes first.
resource "terraform_data" "route" {
  input            = "203.0.113.0/24"
  triggers_replace = terraform_data.tunnel.id
}

resource "netstatus_interconnect_status_guard" "tunnel" {
  icon = "icon-fra-1"

  # The route too: it is destroyed before the tunnel, and no later than this is asked.
  protects = [terraform_data.tunnel.id, terraform_data.route.id]

  expect { state = ["Healthy"] }
  lifecycle { replace_triggered_by = [terraform_data.tunnel, terraform_data.route] }
}
