# Somebody else's module, which knows of no guard.

variable "mtu" {
  type    = number
  default = 1500
}

# Stands for the link.
resource "terraform_data" "link" {
  input = var.mtu
}

output "id" {
  value = terraform_data.link.id
}

output "mtu" {
  value = terraform_data.link.input
}
