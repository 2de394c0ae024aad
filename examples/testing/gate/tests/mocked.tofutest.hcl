# OpenTofu opens a mocked gate without asking the provider: its values are made
# up, and its expectation is not judged.

mock_provider "netstatus" {
  mock_data "netstatus_interconnect_status" {
    defaults = {
      state = "Healthy"
    }
  }
}

run "gate_is_open" {
  assert {
    condition     = terraform_data.cut_over.input == "icon-fra-1"
    error_message = "The traffic has not moved."
  }
}
