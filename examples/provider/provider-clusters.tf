variable "amsterdam_reader_token" {
  type      = string
  sensitive = true
}

provider "netstatus" {
  alias = "amsterdam"

  qumulo {
    host  = "qumulo-ams.example.com"
    token = var.amsterdam_reader_token
  }
}

data "netstatus_network_interfaces" "amsterdam" {
  provider = netstatus.amsterdam
}
