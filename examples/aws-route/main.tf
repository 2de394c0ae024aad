# A route in AWS, to a network behind a Cloudflare interconnect. Nobody changes
# it while the interconnect is down. CLOUDFLARE_API_TOKEN, which only reads, and
# CLOUDFLARE_ACCOUNT_ID are in the environment.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    aws       = { source = "hashicorp/aws", version = "~> 6.0" }
  }
}

# May write. The AWS provider also looks for keys by itself: in
# AWS_ACCESS_KEY_ID, in ~/.aws, and in the role of the machine. None of those
# may be allowed to write.
variable "aws_keys" {
  type      = object({ access_key = string, secret_key = string })
  sensitive = true
  ephemeral = true # otherwise the plan file holds the keys
}

# The gate. It is checked at plan, and again at apply. It withholds both keys
# at once.
ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.aws_keys

  expect { state = ["Healthy"] }
  timeouts { open = "5m" }
}

# Can't be configured while the gate is closed. It has an alias so that no
# resource falls back to keys that the provider finds by itself.
provider "aws" {
  alias      = "fra"
  region     = "eu-central-1"
  access_key = ephemeral.netstatus_interconnect_status.fra.released.access_key
  secret_key = ephemeral.netstatus_interconnect_status.fra.released.secret_key
}

resource "aws_route" "transit" {
  provider = aws.fra

  route_table_id         = "rtb-0a1b2c3d4e5f60718"
  destination_cidr_block = "10.20.0.0/16"
  gateway_id             = "vgw-0a1b2c3d4e5f60718"
}
