terraform {
  required_version = ">= 1.16"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are in the environment.
action "netstatus_interconnect_status_check" "example" {
  config {
    icon = "icon-fra-1"

    expect {
      state = ["Healthy"]
    }

    timeouts {
      invoke = "10m"
    }
  }
}
