# The lists that the plural data sources read. Their elements are given whole.

mock_provider "netstatus" {
  mock_data "netstatus_network_interfaces" {
    defaults = {
      interfaces = [{
        id                   = 7
        name                 = "bond0"
        default_gateway      = "10.20.0.1"
        default_gateway_ipv6 = ""
        bonding_mode         = "IEEE_8023AD"
        mtu                  = 9000
      }]
    }
  }

  mock_data "netstatus_network_interface_statuses" {
    defaults = {
      statuses = [{
        node_id       = 5
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

        network_statuses = [{
          name               = "Default"
          assigned_by        = "STATIC"
          address            = "10.20.0.11"
          floating_addresses = ["10.20.0.101"]
          dns_servers        = ["10.20.0.2", "10.20.0.3"]
          dns_search_domains = ["storage.example.com"]
          netmask            = "255.255.255.0"
          mtu                = 9000
          vlan_id            = 0
        }]
      }]
    }
  }

  mock_data "netstatus_interconnects" {
    defaults = {
      account_id = "023e105f4ecef8ad9ca31a8372d0c353"
      interconnects = [{
        account                     = "023e105f4ecef8ad9ca31a8372d0c353"
        name                        = "icon-fra-1"
        type                        = "direct"
        owner                       = "customer"
        speed                       = "100G"
        virtual_port_reservation_id = "7b9e4d20-1f6c-4a83-b5d7-3e0f8c6a9101"
        site                        = "fra"
        slot_id                     = "0d6f2b1e-4c3a-4f58-9e7b-6a1c5d2e8001"
        ccr_device_name             = "ccr01.fra"
        region                      = null
        facility = {
          name    = "Equinix FR5"
          address = ["Cage 12"]
        }
      }]
    }
  }
}

run "ready" {
  assert {
    condition     = output.interface_id == 7 && output.node_ids == tolist([5]) && output.icons == tolist(["icon-fra-1"])
    error_message = "The lists are not the mocked ones."
  }
}

run "a_member_is_lost" {
  command = plan

  override_data {
    target = data.netstatus_network_interface_statuses.bond0
    values = {
      statuses = [{
        node_id       = 5
        node_name     = "qumulo-1"
        update_status = "CHANGES_APPLIED"

        interface_details = {
          speed            = 50000
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

        network_statuses = [{
          name               = "Default"
          assigned_by        = "STATIC"
          address            = "10.20.0.11"
          floating_addresses = ["10.20.0.101"]
          dns_servers        = ["10.20.0.2", "10.20.0.3"]
          dns_search_domains = ["storage.example.com"]
          netmask            = "255.255.255.0"
          mtu                = 9000
          vlan_id            = 0
        }]
      }]
    }
  }

  expect_failures = [terraform_data.upgrade]
}
