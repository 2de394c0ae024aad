# Without defaults the mocked lists are empty, in Terraform and in OpenTofu.

mock_provider "netstatus" {}

run "no_interfaces" {
  command = plan

  expect_failures = [data.netstatus_network_interfaces.all]
}
