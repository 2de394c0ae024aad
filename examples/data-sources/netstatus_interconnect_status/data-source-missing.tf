# Ordered, and perhaps not there yet: every member is null then.
data "netstatus_interconnect_status" "ordered" {
  icon          = "icon-muc-1"
  allow_missing = true
}

output "state_of_the_order" {
  value = coalesce(data.netstatus_interconnect_status.ordered.state, "not there yet")
}
