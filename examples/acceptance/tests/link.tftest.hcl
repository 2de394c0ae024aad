run "moves_traffic_to_a_healthy_link" {
  variables {
    icon = "icon-fra-1"
  }

  assert {
    condition     = output.link == "icon-fra-1"
    error_message = "The traffic went to ${output.link}."
  }
}

run "waits_for_a_link_that_comes_up" {
  variables {
    icon = "icon-lhr-1"
    wait = "1m"
  }

  assert {
    condition     = output.link == "icon-lhr-1"
    error_message = "The traffic went to ${output.link}."
  }
}
