# Every attribute of both statuses but network_statuses, mocked for the whole file
# and overridden where a run needs something else. Objects are given whole:
# OpenTofu asks for all their members, and Terraform doesn't take null for one.

mock_provider "netstatus" {
  mock_data "netstatus_interconnect_status" {
    defaults = {
      account_id = "023e105f4ecef8ad9ca31a8372d0c353"
      state      = "Healthy"
      reason     = null
    }
  }

  mock_data "netstatus_network_interface_status" {
    defaults = {
      node_name     = "qumulo-1"
      update_status = "CHANGES_APPLIED"

      interface_details = {
        speed            = 100000
        bytes_sent       = "918237465192841"
        bytes_received   = "104829577366101"
        cable_status     = "CONNECTED"
        interface_status = "UP"
        mac_address      = "b8:ce:f6:3a:10:01"
        timestamp        = "1763839922104"
      }

      interface_status = {
        interface_id         = 1
        name                 = "bond0"
        default_gateway      = "10.20.0.1"
        default_gateway_ipv6 = ""
        bonding_mode         = "IEEE_8023AD"
        mtu                  = 9000
      }

      aws_status = {
        eni_id                 = "eni-0a1b2c3d4e5f60718"
        device_number          = 1
        private_ipv4_addresses = ["10.20.0.11", "10.20.0.12"]
        subnet_id              = "subnet-0f1e2d3c"
        subnet_mask            = "255.255.255.0"
        vpc_id                 = "vpc-0a1b2c3d"
        security_groups        = ["storage"]
      }

      azure_status = {
        private_ipv4_address = "10.20.0.11"
        network              = "storage"
        subnet_mask          = "255.255.255.0"
      }

      gcp_status = {
        private_ipv4_address = "10.20.0.11"
        ip_aliases           = ["10.20.1.0/24"]
        network              = "storage"
        subnet_mask          = "255.255.255.0"
      }
    }
  }
}

run "healthy" {
  assert {
    condition     = output.link.state == "Healthy" && output.link.reason == null && output.link.account_id == "023e105f4ecef8ad9ca31a8372d0c353"
    error_message = "The interconnect is not the mocked one."
  }
  assert {
    condition     = output.bond0.interface_details.speed == 100000 && output.bond0.interface_status.mtu == 9000 && output.bond0.node_name == "qumulo-1"
    error_message = "The interface is not the mocked one."
  }
  assert {
    condition     = output.bond0.aws_status.device_number == 1 && output.bond0.azure_status.network == "storage" && output.bond0.gcp_status.ip_aliases == tolist(["10.20.1.0/24"])
    error_message = "The cloud is not the mocked one."
  }
}

run "link_is_down" {
  command = plan

  override_data {
    target = data.netstatus_interconnect_status.link
    values = {
      account_id = "023e105f4ecef8ad9ca31a8372d0c353"
      state      = "Down"
      reason     = "No light is received on the cross-connect."
    }
  }

  expect_failures = [terraform_data.cut_over]
}

run "cable_is_unplugged" {
  command = plan

  override_data {
    target = data.netstatus_network_interface_status.bond0
    values = {
      node_name     = "qumulo-1"
      update_status = "CHANGES_APPLIED"

      interface_details = {
        speed            = 0
        bytes_sent       = "918237465192841"
        bytes_received   = "104829577366101"
        cable_status     = "DISCONNECTED"
        interface_status = "DOWN"
        mac_address      = "b8:ce:f6:3a:10:01"
        timestamp        = "1763839922104"
      }

      interface_status = {
        interface_id         = 1
        name                 = "bond0"
        default_gateway      = "10.20.0.1"
        default_gateway_ipv6 = ""
        bonding_mode         = "IEEE_8023AD"
        mtu                  = 9000
      }

      aws_status = {
        eni_id                 = "eni-0a1b2c3d4e5f60718"
        device_number          = 1
        private_ipv4_addresses = ["10.20.0.11", "10.20.0.12"]
        subnet_id              = "subnet-0f1e2d3c"
        subnet_mask            = "255.255.255.0"
        vpc_id                 = "vpc-0a1b2c3d"
        security_groups        = ["storage"]
      }

      azure_status = {
        private_ipv4_address = "10.20.0.11"
        network              = "storage"
        subnet_mask          = "255.255.255.0"
      }

      gcp_status = {
        private_ipv4_address = "10.20.0.11"
        ip_aliases           = ["10.20.1.0/24"]
        network              = "storage"
        subnet_mask          = "255.255.255.0"
      }
    }
  }

  expect_failures = [terraform_data.cut_over]
}
