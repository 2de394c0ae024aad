// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"embed"
	"fmt"
	"strings"
)

// What the sample has. Both interconnects are healthy.
const (
	Icon           = "icon-fra-1"                       // of the simulator's account
	OtherAccountID = "f2a7c1d0b3e94c5a8d6e0f1b2c3d4e5f" // beside the simulator's own
	OtherIcon      = "icon-nyc-1"                       // of the other account
)

// sampleInterfaces is the list of interfaces.
const sampleInterfaces = `[
  {
    "id": 1,
    "name": "bond0",
    "default_gateway": "10.20.0.1",
    "default_gateway_ipv6": "",
    "bonding_mode": "IEEE_8023AD",
    "mtu": 9000
  }
]`

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

// directInterconnect returns an item of the list whose ids end in a number.
func directInterconnect(accountID, icon, site string, number int) string {
	return fmt.Sprintf(sampleDirect, accountID, icon, site, number)
}

// LoadSample sets believable documents: a cluster on premises whose interface
// 1, bond0, is up on the nodes 1, 2, 3 and 5, in both generations of network
// status, and interconnects in every state, in the simulator's account and in [OtherAccountID].
func (s *Simulator) LoadSample() {
	s.loadSampleCluster()

	account := s.options.AccountID
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

// loadSampleCluster sets Qumulo's part of the sample.
func (s *Simulator) loadSampleCluster() {
	floating := map[int64]string{
		1: `"10.20.0.101", "10.20.0.105"`,
		2: `"10.20.0.102", "10.20.0.106"`,
		3: `"10.20.0.103", "10.20.0.107"`,
		5: `"10.20.0.104", "10.20.0.108"`,
	}
	var nodes []string
	for _, node := range []int64{1, 2, 3, 5} {
		nodes = append(nodes, fmt.Sprintf(sampleNode, node))
		s.SetNetworkInterfaceStatus(1, node, fmt.Sprintf(sampleStatus, node, floating[node]))
		s.SetNodeNetworkStatus(node, fmt.Sprintf(sampleNodeStatus, node, floating[node]))
	}
	s.SetNetworkInterfaces(sampleInterfaces)
	s.SetClusterNodes("[" + strings.Join(nodes, ",") + "]")
}

// samples holds what GET /v3/network/status answered on several kinds of
// clusters, with made-up values.
//
//go:embed samples/*.json
var samples embed.FS

// V3Samples returns lists of v3 statuses by name, such as "v3-aws": the shapes
// that clusters of several kinds answer with, each for SetNodeNetworkStatuses.
func V3Samples() map[string]string {
	documents := make(map[string]string)
	for _, name := range []string{"v3-onprem", "v3-onprem-mixed-speed", "v3-aws", "v3-azure-split", "v3-host-managed-constructed"} {
		document, err := samples.ReadFile("samples/" + name + ".json")
		if err != nil {
			panic(err) // it is compiled in
		}
		documents[name] = string(document)
	}
	return documents
}
