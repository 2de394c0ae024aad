terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

# Two clusters that replicate to each other, each with a token and a
# certificate of its own.
variable "frankfurt" {
  type = object({
    host           = string
    port           = optional(number, 8000)
    token          = string
    ca_certificate = string
  })
  sensitive = true
}

variable "amsterdam" {
  type = object({
    host           = string
    port           = optional(number, 8000)
    token          = string
    ca_certificate = string
  })
  sensitive = true
}

provider "netstatus" {
  alias = "frankfurt"
  qumulo {
    host           = var.frankfurt.host
    port           = var.frankfurt.port
    token          = var.frankfurt.token
    ca_certificate = var.frankfurt.ca_certificate
  }
}

provider "netstatus" {
  alias = "amsterdam"
  qumulo {
    host           = var.amsterdam.host
    port           = var.amsterdam.port
    token          = var.amsterdam.token
    ca_certificate = var.amsterdam.ca_certificate
  }
}

data "netstatus_network_interface_status" "frankfurt" {
  provider     = netstatus.frankfurt
  interface_id = 1
  node_id      = 1
}

data "netstatus_network_interface_status" "amsterdam" {
  provider     = netstatus.amsterdam
  interface_id = 1
  node_id      = 1
}

locals {
  ends = {
    frankfurt = data.netstatus_network_interface_status.frankfurt
    amsterdam = data.netstatus_network_interface_status.amsterdam
  }
}

# Stands for the replication between the clusters.
resource "terraform_data" "replication" {
  input = {
    for site, status in local.ends : site => one([for network in status.network_statuses : network.address if network.name == "Replication"])
  }

  lifecycle {
    precondition {
      condition     = alltrue([for status in local.ends : status.interface_details.interface_status == "UP"])
      error_message = "Not UP: ${join(", ", [for site, status in local.ends : site if status.interface_details.interface_status != "UP"])}."
    }
  }
}
