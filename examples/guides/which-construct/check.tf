check "backup_link" {
  data "netstatus_interconnect_status" "backup" {
    icon = "icon-fra-2"
  }

  assert {
    condition     = data.netstatus_interconnect_status.backup.state == "Healthy"
    error_message = "icon-fra-1 has no backup: icon-fra-2 is not Healthy."
  }
}
