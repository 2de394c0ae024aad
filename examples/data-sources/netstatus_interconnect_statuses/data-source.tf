data "netstatus_interconnect_statuses" "fra" {
  site = "fra"
}

output "states" {
  value = { for status in data.netstatus_interconnect_statuses.fra.statuses : status.icon => status.state }
}
