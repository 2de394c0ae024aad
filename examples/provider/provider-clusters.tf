variable "amsterdam_reader_token" {
  type      = string
  sensitive = true
}

provider "netstatus" {
  alias = "amsterdam" # for what says `provider = netstatus.amsterdam`

  qumulo {
    host  = "qumulo-ams.example.com"
    token = var.amsterdam_reader_token
  }
}
