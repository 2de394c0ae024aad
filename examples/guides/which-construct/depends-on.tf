ephemeral "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

resource "terraform_data" "announce" {
  input      = "10.20.0.0/16"
  depends_on = [ephemeral.netstatus_interconnect_status.fra]

  provisioner "local-exec" {
    command = "echo announcing 10.20.0.0/16"
  }
}
