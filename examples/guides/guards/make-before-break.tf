variable "icon" {
  description = "The interconnect that carries the traffic. Another one replaces the circuit."
  type        = string
  default     = "icon-fra-1"
}

# Stands for the circuit.
resource "terraform_data" "circuit" {
  input            = var.icon
  triggers_replace = var.icon

  lifecycle { create_before_destroy = true }
}

# The new circuit is made, this waits until it is Healthy, and only then the old guard
# and the old circuit go.
resource "netstatus_interconnect_status_guard" "circuit" {
  icon     = var.icon
  protects = [terraform_data.circuit.id]

  expect { state = ["Healthy"] }
  timeouts {
    create = "30m"
    delete = "1m"
  }

  lifecycle { create_before_destroy = true } # as the circuit has it
}
