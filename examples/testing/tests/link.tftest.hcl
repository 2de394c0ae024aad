mock_provider "netstatus" {
  mock_data "netstatus_interconnect_status" {
    defaults = {
      state  = "Healthy"
      reason = null
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
        floating_addresses = []
        dns_servers        = []
        dns_search_domains = []
        netmask            = "255.255.255.0"
        mtu                = 9000
        vlan_id            = 0
      }]
    }
  }
}

run "both_links_are_up" {
  assert {
    condition     = terraform_data.cut_over.input == tolist(["10.20.0.11"])
    error_message = "The address is not the mocked one."
  }
}

run "interconnect_is_down" {
  command = plan

  override_data {
    target = data.netstatus_interconnect_status.link
    values = {
      state  = "Down"
      reason = "No light is received on the cross-connect."
    }
  }

  expect_failures = [terraform_data.cut_over]
}
