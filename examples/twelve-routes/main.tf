# Twelve routes over four links: a file for each link, with its gate, its
# provider block and its routes. A link that is lost during an apply stops its
# own three routes only.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus  = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    cloudflare = { source = "cloudflare/cloudflare", version = "~> 5.0" }
  }
}

# May write. It must be the only key that may: CLOUDFLARE_API_TOKEN in the
# environment is another token, which only reads.
variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true # otherwise the plan file holds the token
}
