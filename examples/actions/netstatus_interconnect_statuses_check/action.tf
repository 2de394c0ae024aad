terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
action "netstatus_interconnect_statuses_check" "fra" {
  config {
    icons = ["icon-fra-1", "icon-fra-2"]

    expect {
      state = ["Healthy"]
    }

    timeouts {
      invoke = "10m"
    }
  }
}

# Stands for the routes over both interconnects.
resource "terraform_data" "routes" {
  input = "fra"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.netstatus_interconnect_statuses_check.fra]
    }
  }
}
