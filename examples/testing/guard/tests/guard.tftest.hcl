# A mocked guard asks for nothing, and lets everything through.

mock_provider "netstatus" {}

run "made" {
  assert {
    condition     = netstatus_interconnect_status_guard.route.protects == tolist([terraform_data.route.id])
    error_message = "The route is not protected."
  }
}

run "changed" {
  variables {
    next_hop = "198.51.100.2"
  }

  assert {
    condition     = terraform_data.route.output == "198.51.100.2"
    error_message = "The route has not moved."
  }
}
