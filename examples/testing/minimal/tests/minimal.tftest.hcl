mock_provider "netstatus" {}

run "moves_the_traffic" {
  assert {
    condition     = terraform_data.cut_over.input == "to icon-fra-1"
    error_message = "The traffic has not moved."
  }
}
