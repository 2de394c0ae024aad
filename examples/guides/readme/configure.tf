variable "qumulo_token" {
  type      = string
  sensitive = true
}

variable "cloudflare_api_token" {
  type      = string
  sensitive = true
}

provider "netstatus" {
  qumulo {
    host           = "qumulo.example.com"
    token          = var.qumulo_token # or QUMULO_TOKEN in the environment
    ca_certificate = file("qumulo-ca.pem")
  }
  cloudflare {
    api_token  = var.cloudflare_api_token # or CLOUDFLARE_API_TOKEN
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  }
}
