# The data source stands outside the check, so that a plan in which nothing else
# changes has the exit code 0 (plan -detailed-exitcode).
data "netstatus_interconnect_status" "watched" {
  icon = "icon-fra-1"
}

check "watched" {
  assert {
    condition     = data.netstatus_interconnect_status.watched.state == "Healthy"
    error_message = "icon-fra-1 is ${data.netstatus_interconnect_status.watched.state}."
  }
}
