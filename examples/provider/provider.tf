terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "qumulo_host" {
  type    = string
  default = "qumulo.example.com"
}

variable "qumulo_token" {
  type      = string
  sensitive = true
}

variable "cloudflare_api_token" {
  type      = string
  sensitive = true
}

# Configure the service that you ask; the other section can be left out.
provider "netstatus" {
  qumulo {
    host           = var.qumulo_host
    token          = var.qumulo_token
    ca_certificate = file("${path.module}/qumulo-ca.pem")
  }

  cloudflare {
    api_token  = var.cloudflare_api_token
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  }
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

output "links" {
  value = {
    storage = data.netstatus_network_interface_status.bond0.interface_details.interface_status
    cloud   = data.netstatus_interconnect_status.fra.state
  }
}
