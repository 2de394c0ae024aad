// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// reference is a provider whose data source asks nothing.
const reference = "scaffolding"

// candidate is a data source of some provider.
type candidate struct {
	name   string
	source string // the provider's address
	binary string // the provider's
	// block is what it is, a data source where that is empty.
	block string
	// reads is the data source's type, which is read for each count.index with
	// these arguments.
	reads, arguments string
	// asks says whether a read is a request.
	asks bool
	// plural is whether one data source reads everything.
	plural bool
	// requests is how many requests a plan over n objects makes; nil where that isn't
	// checked.
	requests func(n int) int
	// floor is the candidate that this one is compared with, "" for none.
	floor string
}

// configuration reads n data sources.
func (c *candidate) configuration(n int) string {
	count := fmt.Sprintf("  count = %d\n", n)
	if c.plural {
		count = ""
	}
	return fmt.Sprintf(`terraform {
  required_providers {
    %s = {
      source = %q
    }
  }
}

%s %q "this" {
%s%s}
`, path.Base(c.source), c.source, cmp.Or(c.block, "data"), c.reads, count, strings.ReplaceAll(c.arguments, "COUNT", strconv.Itoa(n)))
}

// services are what the simulator serves, and the credentials that open it.
type services struct {
	sim                       *simulator.Simulator
	account, token, name, key string
}

// startServices starts a simulator that has n statuses of each kind.
func startServices(n int) (*services, error) {
	s := &services{account: simulator.AccountID, token: rand.Text(), name: "bench", key: rand.Text()}
	sim, err := simulator.Start(simulator.Options{AccountID: s.account, APIToken: s.token, Username: s.name, Password: s.key})
	if err != nil {
		return nil, err
	}
	for i := range n {
		sim.Set(simulator.InterconnectStatus(s.account, fmt.Sprintf("icon-%d", i)), `{"state":"Healthy"}`)
		sim.Set(simulator.InterfaceStatus(1, int64(i+1)), fmt.Sprintf(interfaceStatus, i+1))
	}
	s.sim = sim
	return s, nil
}

// environment points the provider at the simulator. It logs in to Qumulo by user
// and password, so that logins can be counted.
func (s *services) environment() []string {
	return append(s.sim.Environment(), "QUMULO_TOKEN=", "QUMULO_USERNAME="+s.name, "QUMULO_PASSWORD="+s.key)
}

// candidates are this provider's two data sources, and the peers.
func (s *services) candidates(opts options) []*candidate {
	const (
		interconnect  = "netstatus_interconnect_status"
		networkStatus = "netstatus_network_interface_status"

		interconnectArguments  = "  icon  = \"icon-${count.index}\"\n"
		networkStatusArguments = "  interface_id = 1\n  node_id      = count.index + 1\n"
	)
	each := func(n int) int { return n }
	once := func(int) int { return 1 }
	all := []*candidate{
		{name: "floor: interconnect_status", source: ours, binary: opts.floor, asks: true, reads: interconnect, arguments: interconnectArguments},
		{name: "interconnect_status", source: ours, binary: opts.provider, asks: true, requests: each, floor: "floor: interconnect_status", reads: interconnect, arguments: interconnectArguments},
		{
			name: "interconnect_statuses", source: ours, binary: opts.provider, asks: true, plural: true, requests: each, floor: "floor: interconnect_status",
			reads: "netstatus_interconnect_statuses", arguments: "  icons = [for i in range(COUNT) : \"icon-${i}\"]\n",
		},
		{name: "floor: network_interface_status", source: ours, binary: opts.floor, asks: true, reads: networkStatus, arguments: networkStatusArguments},
		{name: "network_interface_status", source: ours, binary: opts.provider, asks: true, requests: each, floor: "floor: network_interface_status", reads: networkStatus, arguments: networkStatusArguments},
		{
			name: "network_interface_statuses", source: ours, binary: opts.provider, asks: true, plural: true, requests: once, floor: "floor: network_interface_status",
			reads: "netstatus_network_interface_statuses", arguments: "  interface_id = 1\n",
		},
	}
	for _, name := range slices.Sorted(maps.Keys(opts.peers)) {
		all = append(all, peers[name](s, opts.peers[name]))
	}
	return all
}

// ours is the address of this provider.
const ours = "netstatus/netstatus"

// peers are the other providers that are known.
var peers = map[string]func(s *services, binary string) *candidate{
	"http": func(s *services, binary string) *candidate {
		url := s.sim.CloudflareURL() + "accounts/" + s.account + "/cni/interconnects/icon-${count.index}/status"
		return &candidate{
			name: "http", source: "hashicorp/http", binary: binary, asks: true, requests: func(n int) int { return n }, floor: "floor: interconnect_status", reads: "http",
			arguments: fmt.Sprintf("  url   = \"%s\"\n  request_headers = {\n    Authorization = \"Bearer %s\"\n  }\n", url, s.token),
		}
	},
	reference: func(_ *services, binary string) *candidate {
		return &candidate{
			name: reference, source: "hashicorp/scaffolding", binary: binary,
			reads: "scaffolding_example", arguments: "  configurable_attribute = \"example-${count.index}\"\n",
		}
	},
}

// peerNames lists the peers for a message.
func peerNames() string {
	return strings.Join(slices.Sorted(maps.Keys(peers)), " and ")
}

// interfaceStatus is the status of bond0 on the node with the id %[1]d, as a
// cluster on premises has it.
const interfaceStatus = `{
  "node_id": %[1]d, "node_name": "qumulo-%[1]d", "update_status": "CHANGES_APPLIED",
  "interface_details": {
    "speed": 100000, "bytes_sent": "918237465192841", "bytes_received": "104829577366102",
    "cable_status": "CONNECTED", "interface_status": "UP",
    "mac_address": "b8:ce:f6:3a:10:01", "timestamp": "1763839922104"
  },
  "interface_status": {
    "interface_id": 1, "name": "bond0", "default_gateway": "10.20.0.1", "default_gateway_ipv6": "",
    "bonding_mode": "IEEE_8023AD", "mtu": 9000
  },
  "network_statuses": [{
    "name": "Default", "assigned_by": "STATIC", "address": "10.20.0.11",
    "floating_addresses": ["10.20.0.101", "10.20.0.105"], "dns_servers": ["10.20.0.2", "10.20.0.3"],
    "dns_search_domains": ["storage.example.com"], "netmask": "255.255.255.0", "mtu": 9000, "vlan_id": 0
  }]
}`
