data "netstatus_interconnects" "fra" {
  site = "fra"

  lifecycle {
    postcondition {
      condition     = length(self.interconnects) > 0
      error_message = "There is no interconnect at ${self.site}. Case counts."
    }
  }
}

output "devices" {
  value = { for one in data.netstatus_interconnects.fra.interconnects : one.name => one.ccr_device_name }
}
