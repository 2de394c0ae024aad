check "backup_link" {
  data "netstatus_interconnect_status" "backup" {
    icon = "icon-gcp-1"
  }

  assert {
    condition     = data.netstatus_interconnect_status.backup.state == "Healthy"
    error_message = "The backup link icon-gcp-1 is ${data.netstatus_interconnect_status.backup.state}."
  }
}
