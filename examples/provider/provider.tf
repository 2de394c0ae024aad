terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

variable "qumulo_reader_token" {
  type      = string
  sensitive = true
}

variable "cloudflare_reader_token" {
  type      = string
  sensitive = true
}

# Configure Qumulo, Cloudflare, or both. Every setting can come from the
# environment.
provider "netstatus" {
  qumulo {
    host           = "qumulo.example.com"
    token          = var.qumulo_reader_token
    ca_certificate = file("${path.module}/qumulo-ca.pem")
  }

  cloudflare {
    api_token  = var.cloudflare_reader_token
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  }
}
