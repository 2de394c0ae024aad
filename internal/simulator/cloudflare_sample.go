// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import "fmt"

// What the sample has. Both interconnects are healthy.
const (
	Icon           = "icon-fra-1"                       // of the simulator's account
	OtherAccountID = "f2a7c1d0b3e94c5a8d6e0f1b2c3d4e5f" // beside the simulator's own
	OtherIcon      = "icon-nyc-1"                       // of the other account
)

// sampleDirect is a direct interconnect of the account %[1]s: its name, its
// site and the last digits of its ids.
const sampleDirect = `{
  "account": "%[1]s",
  "name": "%[2]s",
  "type": "direct",
  "owner": "customer",
  "site": "%[3]s",
  "facility": {"name": "Equinix %[3]s", "address": ["Cage 12", "%[3]s campus"]},
  "slot_id": "0d6f2b1e-4c3a-4f58-9e7b-%012[4]x",
  "speed": "100G",
  "virtual_port_reservation_id": "7b9e4d20-1f6c-4a83-b5d7-%012[4]x",
  "ccr_device_name": "ccr%02[4]d.%[3]s"
}`

// samplePartner is an interconnect of the account %[1]s by way of Google.
const samplePartner = `{
  "account": "%[1]s",
  "name": "icon-gcp-1",
  "type": "gcp_partner",
  "owner": "customer",
  "region": "europe-west3",
  "speed": "10G",
  "virtual_port_reservation_id": "7b9e4d20-1f6c-4a83-b5d7-000000000006"
}`

// directInterconnect returns an item of the list whose ids end in a number.
func directInterconnect(accountID, icon, site string, number int) string {
	return fmt.Sprintf(sampleDirect, accountID, icon, site, number)
}

// loadSample sets interconnects in every state, in the simulator's account and in
// [OtherAccountID].
func (c *cloudflare) loadSample(s *Simulator) {
	account := c.accountID
	s.SetInterconnectStatus(account, Icon, `{"state":"Healthy"}`)
	s.SetInterconnectStatus(account, "icon-fra-2", `{"state":"Healthy"}`)
	s.SetInterconnectStatus(account, "icon-ams-1",
		`{"state":"Down","reason":"No light is received on the cross-connect."}`)
	s.SetInterconnectStatus(account, "icon-ams-2",
		`{"state":"Unhealthy","reason":"Low light level on the port: the Ethernet link did not negotiate."}`)
	s.SetInterconnectStatus(account, "icon-lhr-1", `{"state":"Pending"}`)
	s.SetInterconnectStatus(account, "icon-gcp-1", `{"state":"Healthy"}`)
	s.SetInterconnectItems(account,
		directInterconnect(account, Icon, "fra", 1),
		directInterconnect(account, "icon-fra-2", "fra", 2),
		directInterconnect(account, "icon-ams-1", "ams", 3),
		directInterconnect(account, "icon-ams-2", "ams", 4),
		directInterconnect(account, "icon-lhr-1", "lhr", 5),
		fmt.Sprintf(samplePartner, account),
	)

	s.SetInterconnectStatus(OtherAccountID, OtherIcon, `{"state":"Healthy"}`)
	s.SetInterconnectItems(OtherAccountID, directInterconnect(OtherAccountID, OtherIcon, "nyc", 7))
}
