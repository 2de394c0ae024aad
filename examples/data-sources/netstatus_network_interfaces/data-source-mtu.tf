data "netstatus_network_interfaces" "all" {}

check "jumbo_frames" {
  assert {
    condition     = alltrue([for one in data.netstatus_network_interfaces.all.interfaces : one.mtu == 9000])
    error_message = "Not 9000 bytes: ${join(", ", [for one in data.netstatus_network_interfaces.all.interfaces : "${one.name} has ${one.mtu}" if one.mtu != 9000])}."
  }
}
