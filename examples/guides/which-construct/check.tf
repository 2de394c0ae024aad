check "backup_link" {
  data "netstatus_interconnect_status" "backup" {
    icon = "icon-fra-2"
  }

  assert {
    condition     = data.netstatus_interconnect_status.backup.state == "Healthy"
    error_message = "There is no backup for icon-fra-1: icon-fra-2 is ${data.netstatus_interconnect_status.backup.state}."
  }
}
