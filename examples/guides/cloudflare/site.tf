variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

ephemeral "netstatus_interconnect_statuses" "fra" {
  site     = "fra"
  withhold = var.cloudflare_api_token

  expect {
    state     = ["Healthy"]
    min_count = 2
  }
}
