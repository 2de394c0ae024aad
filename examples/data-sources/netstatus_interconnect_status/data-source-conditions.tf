data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

data "netstatus_interconnect_status" "backup" {
  icon = "icon-fra-2"

  lifecycle {
    postcondition {
      condition     = contains(["Healthy", "Pending"], self.state)
      error_message = "${self.icon} is ${self.state}: ${coalesce(self.reason, "Cloudflare gives no reason")}"
    }
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input = data.netstatus_interconnect_status.fra.icon

  lifecycle {
    precondition {
      condition     = data.netstatus_interconnect_status.fra.state == "Healthy"
      error_message = "icon-fra-1 is ${data.netstatus_interconnect_status.fra.state}: ${coalesce(data.netstatus_interconnect_status.fra.reason, "Cloudflare gives no reason")}"
    }
  }
}

check "backup_is_ready" {
  assert {
    condition     = data.netstatus_interconnect_status.backup.state == "Healthy"
    error_message = "There is no backup for icon-fra-1: icon-fra-2 is ${data.netstatus_interconnect_status.backup.state}."
  }
}
