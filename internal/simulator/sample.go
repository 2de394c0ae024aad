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

// sampleInterface is the interface with the id 1.
const sampleInterface = `{
  "id": 1,
  "name": "bond0",
  "default_gateway": "10.20.0.1",
  "default_gateway_ipv6": "",
  "bonding_mode": "IEEE_8023AD",
  "mtu": 9000
}`

// sampleStatus is the status of bond0 on the node with the id %[1]d. %[2]s are
// the floating addresses of its first network.
const sampleStatus = `{
  "node_id": %[1]d,
  "node_name": "qumulo-%[1]d",
  "update_status": "CHANGES_APPLIED",
  "interface_details": {
    "speed": 100000,
    "bytes_sent": "91823746519284%[1]d",
    "bytes_received": "10482957736610%[1]d",
    "cable_status": "CONNECTED",
    "interface_status": "UP",
    "mac_address": "b8:ce:f6:3a:10:0%[1]d",
    "timestamp": "1763839922%[1]d04"
  },
  "interface_status": {
    "interface_id": 1,
    "name": "bond0",
    "default_gateway": "10.20.0.1",
    "default_gateway_ipv6": "",
    "bonding_mode": "IEEE_8023AD",
    "mtu": 9000
  },
  "network_statuses": [
    {
      "name": "Default",
      "assigned_by": "STATIC",
      "address": "10.20.0.1%[1]d",
      "floating_addresses": [%[2]s],
      "dns_servers": ["10.20.0.2", "10.20.0.3"],
      "dns_search_domains": ["storage.example.com"],
      "netmask": "255.255.255.0",
      "mtu": 9000,
      "vlan_id": 0
    },
    {
      "name": "Replication",
      "assigned_by": "STATIC",
      "address": "10.20.40.1%[1]d",
      "floating_addresses": [],
      "dns_servers": ["10.20.0.2", "10.20.0.3"],
      "dns_search_domains": ["storage.example.com"],
      "netmask": "255.255.255.0",
      "mtu": 9000,
      "vlan_id": 40
    }
  ]
}`

// sampleNodeStatus is the v3 status of the node with the id %[1]d. %[2]s are the
// floating addresses of its first network.
const sampleNodeStatus = `{
  "node_id": %[1]d,
  "node_name": "qumulo-%[1]d",
  "cloud_status": null,
  "managed_interface_statuses": [{"name": "bond0", "status": "APPLIED", "details": ""}],
  "network_statuses": {},
  "devices": [
    {
      "name": "bond0",
      "permanent_mac_address": null,
      "mac_address": "b8:ce:f6:3a:10:0%[1]d",
      "speed": "100000",
      "bytes_sent": "91823746519284%[1]d",
      "bytes_received": "10482957736610%[1]d",
      "cable_status": "CONNECTED",
      "interface_status": "UP",
      "mtu": 9000,
      "bonding_mode": "IEEE_8023AD",
      "vlan_id": null,
      "timestamp": "1763839922%[1]d04",
      "network_details": {
        "use_for": "FRONTEND_AND_BACKEND",
        "host_routable_ip_addresses": [],
        "qumulo_ip_addresses": [
          {
            "network_id": 0,
            "assigned_by": "STATIC",
            "address": "10.20.0.1%[1]d",
            "netmask": "255.255.255.0",
            "gateway": null,
            "floating_addresses": [%[2]s]
          }
        ]
      }
    }
  ],
  "environment": {
    "dns_servers": ["10.20.0.2", "10.20.0.3"],
    "dns_search_domains": ["storage.example.com"],
    "systemwide_default_gateways": ["10.20.0.1"]
  }
}`

// sampleNode is a node of the cluster, the one with the id %[1]d.
const sampleNode = `{
  "id": %[1]d,
  "node_status": "online",
  "node_name": "qumulo-%[1]d",
  "uuid": "5f3c9a52-7d41-4be0-9c1e-2a6b8d4f0e1%[1]d",
  "label": "b8:ce:f6:3a:10:0%[1]d",
  "model_number": "Q0626",
  "serial_number": "QSIM000%[1]d",
  "mac_address": "b8:ce:f6:3a:10:0%[1]d"
}`

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

// AddNode adds a node that is online and whose bond0 is up, with a status in both
// generations.
func (s *Simulator) AddNode(nodeID int64) {
	floating := fmt.Sprintf(`"10.20.0.%d", "10.20.0.%d"`, 100+nodeID, 110+nodeID)
	s.Set(fmt.Sprintf("/v1/cluster/nodes/%d", nodeID), fmt.Sprintf(sampleNode, nodeID))
	s.Set(InterfaceStatus(1, nodeID), fmt.Sprintf(sampleStatus, nodeID, floating))
	s.Set(NodeNetworkStatus(nodeID), fmt.Sprintf(sampleNodeStatus, nodeID, floating))
}

// LoadSample sets believable documents: a cluster on premises whose interface 1, bond0, is
// up on the nodes 1, 2, 3 and 5, in both generations of network status, and interconnects in
// every state, in the simulator's account and in [OtherAccountID].
func (s *Simulator) LoadSample() {
	s.Set("/v2/network/interfaces/1", sampleInterface)
	for _, node := range []int64{1, 2, 3, 5} {
		s.AddNode(node)
	}
	account := s.options.AccountID
	for i, direct := range []struct{ icon, site, status string }{
		{Icon, "fra", `{"state":"Healthy"}`},
		{"icon-fra-2", "fra", `{"state":"Healthy"}`},
		{"icon-ams-1", "ams", `{"state":"Down","reason":"No light is received on the cross-connect."}`},
		{"icon-ams-2", "ams", `{"state":"Unhealthy","reason":"Low light level on the port: the Ethernet link did not negotiate."}`},
		{"icon-lhr-1", "lhr", `{"state":"Pending"}`},
	} {
		s.Set(InterconnectStatus(account, direct.icon), direct.status)
		s.Set(Interconnect(account, direct.icon), fmt.Sprintf(sampleDirect, account, direct.icon, direct.site, i+1))
	}
	s.Set(InterconnectStatus(account, "icon-gcp-1"), `{"state":"Healthy"}`)
	s.Set(Interconnect(account, "icon-gcp-1"), fmt.Sprintf(samplePartner, account))
	s.Set(InterconnectStatus(OtherAccountID, OtherIcon), `{"state":"Healthy"}`)
	s.Set(Interconnect(OtherAccountID, OtherIcon), fmt.Sprintf(sampleDirect, OtherAccountID, OtherIcon, "nyc", 7))
}
