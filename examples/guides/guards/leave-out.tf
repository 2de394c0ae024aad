# In place of the resource, while the link is bad. The guard is forgotten without being
# asked, and what it protected stays.
removed {
  from = netstatus_interconnect_status_guard.transit

  lifecycle { destroy = false }
}
