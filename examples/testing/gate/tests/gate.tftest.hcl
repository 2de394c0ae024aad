# The provider itself, and not a mocked one: it asks for nothing while the gate is
# off and every data source is overridden, and needs no settings. The overrides
# stand in the runs, because OpenTofu lets those of a file reach into the next.

provider "netstatus" {}

variables {
  gate = false
}

run "healthy" {
  override_data {
    target = data.netstatus_interconnect_status.link
    values = {
      account_id = "023e105f4ecef8ad9ca31a8372d0c353"
      state      = "Healthy"
      reason     = null
    }
  }

  assert {
    condition     = terraform_data.cut_over.input == "icon-fra-1"
    error_message = "The traffic has not moved."
  }
}

run "unhealthy" {
  command = plan

  override_data {
    target = data.netstatus_interconnect_status.link
    values = {
      account_id = "023e105f4ecef8ad9ca31a8372d0c353"
      state      = "Unhealthy"
      reason     = "Low light level on the port."
    }
  }

  expect_failures = [terraform_data.cut_over]
}
