terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: QUMULO_HOST, QUMULO_TOKEN and, for the
# cluster's own certificate, QUMULO_CA_CERTIFICATE.
data "netstatus_network_interfaces" "all" {}

output "ids" {
  value = { for one in data.netstatus_network_interfaces.all.interfaces : one.name => one.id }
}
