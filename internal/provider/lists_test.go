// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"reflect"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestLists reads the data sources that list what can be read one by one.
func TestLists(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set("/v2/network/interfaces/1/status/", `[{"node_id":5},{"node_id":1,"node_name":"x"},{"node_id":2,"network_statuses":[]}]`)
	s.Set("/v2/network/interfaces/", `[{"id":1,"name":"bond0","mtu":9e3,"default_gateway_ipv6":""},{"id":7,"bonding_mode":null,"more":1},null]`)
	s.Set(simulator.Interconnects(account), `{"items":[{"name":"a","facility":{"name":"f","address":["x",null]},"site":"s"}],"next":1}`)
	s.Set(simulator.Interconnects(account)+"?cursor=1", `{"items":[{"name":"b","region":"r","type":"gcp_partner"},{}],"next":null}`)
	s.Set("/v1/cluster/nodes/", `[{"id":5,"node_status":"offline"},{"id":1.0,"node_name":"a","uuid":"u","label":"l","model_number":"m","serial_number":"s","mac_address":"x","more":1}]`)
	s.Set("/v3/network/status", "[]")
	p := start(t, environmentOf(s, nil))
	for _, test := range []struct {
		name, member string
		arguments    object
		want         list
	}{
		{
			"netstatus_network_interface_statuses", "statuses",
			object{"interface_id": 1},
			list{nothing(object{"node_id": int64(1), "node_name": "x"}), nothing(object{"network_statuses": list{}}), nothing(object{"node_id": int64(5)})},
		},
		{
			"netstatus_network_interfaces", "interfaces", nil,
			list{
				object{"id": int64(1), "name": "bond0", "default_gateway": nil, "default_gateway_ipv6": "", "bonding_mode": nil, "mtu": int64(9000)},
				object{"id": int64(7), "name": nil, "default_gateway": nil, "default_gateway_ipv6": nil, "bonding_mode": nil, "mtu": nil},
				nil,
			},
		},
		{
			"netstatus_nodes", "nodes", nil,
			list{
				object{"id": int64(1), "node_status": nil, "node_name": "a", "uuid": "u", "label": "l", "model_number": "m", "serial_number": "s", "mac_address": "x"},
				object{"id": int64(5), "node_status": "offline", "node_name": nil, "uuid": nil, "label": nil, "model_number": nil, "serial_number": nil, "mac_address": nil},
			},
		},
		{nodeStatuses, "statuses", nil, list{}},
		{
			"netstatus_interconnects", "interconnects", nil,
			list{
				interconnect(object{"name": "a", "site": "s", "facility": object{"name": "f", "address": list{"x", nil}}}),
				interconnect(object{"name": "b", "region": "r", "type": "gcp_partner"}),
				interconnect(nil),
			},
		},
	} {
		state, d := p.read(t.Context(), t, test.name, test.arguments)
		succeed(t, d)
		if got := state[test.member]; !reflect.DeepEqual(got, any(test.want)) {
			t.Errorf("%s: got\n%v\nwant\n%v", test.name, got, test.want)
		}
	}
}

// interconnect is an item of the list with what it says of itself.
func interconnect(more object) object {
	item := object{}
	for _, name := range []string{
		"account", "name", "type", "virtual_port_reservation_id", "owner", "speed", "site", "slot_id", "ccr_device_name", "facility", "region",
	} {
		item[name] = more[name]
	}
	return item
}
