# The account is the provider's, unless account_id is given.
data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

output "fra" {
  value = {
    state   = data.netstatus_interconnect_status.fra.state
    reason  = data.netstatus_interconnect_status.fra.reason
    account = data.netstatus_interconnect_status.fra.account_id
  }
}
