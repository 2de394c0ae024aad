# The networks on the interface. The elements of a list are given whole.

mock_provider "netstatus" {
  mock_data "netstatus_interconnect_status" {
    defaults = {
      state = "Healthy"
    }
  }

  mock_data "netstatus_network_interface_status" {
    defaults = {
      update_status = "CHANGES_APPLIED"

      interface_details = {
        speed            = 100000
        bytes_sent       = null
        bytes_received   = null
        cable_status     = "CONNECTED"
        interface_status = "UP"
        mac_address      = null
        timestamp        = null
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
    }
  }
}

run "one_network" {
  assert {
    condition     = terraform_data.cut_over.input == tolist(["10.20.0.11"])
    error_message = "The address is not the mocked one."
  }
  assert {
    condition     = output.bond0.network_statuses[0].vlan_id == 0 && output.bond0.network_statuses[0].floating_addresses[0] == "10.20.0.101"
    error_message = "The network is not the mocked one."
  }
}

run "another_address" {
  command = plan

  override_data {
    target = data.netstatus_network_interface_status.bond0
    values = {
      update_status = "CHANGES_APPLIED"

      interface_details = {
        speed            = 100000
        bytes_sent       = null
        bytes_received   = null
        cable_status     = "CONNECTED"
        interface_status = "UP"
        mac_address      = null
        timestamp        = null
      }

      network_statuses = [{
        name               = "Default"
        assigned_by        = "STATIC"
        address            = "fd00::11"
        floating_addresses = ["10.20.0.101"]
        dns_servers        = ["10.20.0.2", "10.20.0.3"]
        dns_search_domains = ["storage.example.com"]
        netmask            = "255.255.255.0"
        mtu                = 9000
        vlan_id            = 0
      }]
    }
  }

  assert {
    condition     = output.bond0.network_statuses[0].address == "fd00::11"
    error_message = "The address is not the overridden one."
  }
}
