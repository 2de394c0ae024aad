data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

resource "aws_route" "transit" {
  route_table_id         = "rtb-0a1b2c3d4e5f60718"
  destination_cidr_block = "10.20.0.0/16"
  gateway_id             = "vgw-0a1b2c3d4e5f60718"
  depends_on             = [data.netstatus_interconnect_status.fra]
}
