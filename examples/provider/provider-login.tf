terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "qumulo_password" {
  type      = string
  sensitive = true
}

# User and password instead of a token: one login, made when the first status
# is read. QUMULO_HOST and QUMULO_CA_CERTIFICATE come from the environment.
provider "netstatus" {
  qumulo {
    username = "admin"
    password = var.qumulo_password
  }
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

output "bond0" {
  value = data.netstatus_network_interface_status.bond0.interface_details.interface_status
}
