terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

# Everything comes from the environment: QUMULO_HOST, QUMULO_TOKEN,
# QUMULO_CA_CERTIFICATE, CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID.
provider "netstatus" {
  request_timeout = "10s"
  max_retries     = 2
}

data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

output "state" {
  value = data.netstatus_interconnect_status.fra.state
}
