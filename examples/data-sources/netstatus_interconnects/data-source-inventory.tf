# All interconnects of the account, and those by way of Google.
data "netstatus_interconnects" "all" {
}

data "netstatus_interconnects" "google" {
  type = "gcp_partner"
}

output "interconnects" {
  value = {
    for one in data.netstatus_interconnects.all.interconnects : one.name => {
      type     = one.type
      where    = coalesce(one.site, one.region)
      facility = one.facility == null ? null : one.facility.name
      speed    = one.speed
    }
  }
}

output "google" {
  value = data.netstatus_interconnects.google.interconnects[*].name
}

check "two_paths_per_site" {
  assert {
    condition = alltrue([
      for site in ["fra", "ams"] : length([for one in data.netstatus_interconnects.all.interconnects : one if one.site == site]) >= 2
    ])
    error_message = "A site has a single interconnect."
  }
}
