action "netstatus_interconnect_status_check" "fra" {
  config {
    icon = "icon-fra-1"
    expect { state = ["Healthy"] }
    timeouts { invoke = "10m" }
  }
}

# Stands for the cut-over.
resource "terraform_data" "cut_over" {
  input = "icon-fra-1"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.netstatus_interconnect_status_check.fra]
    }
  }
}
