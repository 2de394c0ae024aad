// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"embed"
	"fmt"
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

// loadSample sets a cluster on premises whose interface 1, bond0, is up on the nodes
// 1, 2, 3 and 5, in both generations of network status.
func (q *qumulo) loadSample(s *Simulator) {
	s.SetNetworkInterfaces(sampleInterfaces)
	s.SetClusterNodes("[]")
	for i, node := range []int64{1, 2, 3, 5} {
		s.addNode(node, fmt.Sprintf(`"10.20.0.%d", "10.20.0.%d"`, 101+i, 105+i))
	}
}

// AddNode adds a node like those of the sample, which is online and whose bond0 is
// up, to the list and with a status in both generations. Its id has to be under 10.
func (s *Simulator) AddNode(nodeID int64) {
	s.addNode(nodeID, "")
}

// addNode adds a node with floating addresses.
func (s *Simulator) addNode(nodeID int64, floating string) {
	s.qumulo().setElement(nodeList, nodeID, fmt.Sprintf(sampleNode, nodeID))
	s.SetNetworkInterfaceStatus(1, nodeID, fmt.Sprintf(sampleStatus, nodeID, floating))
	s.SetNodeNetworkStatus(nodeID, fmt.Sprintf(sampleNodeStatus, nodeID, floating))
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
