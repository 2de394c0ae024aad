terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# Configure Qumulo, Cloudflare, or both. The tokens, which only read, are in the
# environment: QUMULO_TOKEN and CLOUDFLARE_API_TOKEN. So could be all the rest.
provider "netstatus" {
  qumulo {
    host           = "qumulo.example.com"
    ca_certificate = file("${path.module}/qumulo-ca.pem")
  }

  cloudflare {
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  }
}
