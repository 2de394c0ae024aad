// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestLists reads the data sources that list what can be read one by one.
func TestLists(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.SetNetworkInterfaceStatuses(1, `[{"node_id":5},null,{"node_name":"x"},{"node_id":2,"network_statuses":[]}]`)
	s.SetNetworkInterfaces(`[{"id":1,"name":"bond0","mtu":9e3,"default_gateway_ipv6":""},{"id":7,"bonding_mode":null,"more":1},null]`)
	s.SetInterconnects(account,
		`{"items":[{"name":"a","facility":{"name":"f","address":["x",null]},"site":"s"}],"next":1}`,
		`{"items":[{"name":"b","region":"r","type":"gcp_partner"},{}],"next":null}`)
	p := start(t, environmentOf(s, nil))
	for _, test := range []struct {
		name, member string
		arguments    object
		want         list
	}{
		{
			"netstatus_network_interface_statuses", "statuses",
			object{"interface_id": 1},
			list{nothing(object{"network_statuses": list{}}), nothing(object{"node_id": int64(5)}), nil, nothing(object{"node_id": nil, "node_name": "x"})},
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

// TestFunctions calls the functions that say what is wrong with a status.
func TestFunctions(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	for name, test := range map[string]struct {
		function string
		argument any
		want     list
	}{
		"a good interface": {
			"interface_faults",
			object{"update_status": "CHANGES_APPLIED", "interface_details": object{"cable_status": "CONNECTED", "interface_status": "UP"}},
			list{},
		},
		"a bad interface": {
			"interface_faults",
			object{"update_status": "UNAVAILABLE", "interface_details": nil},
			list{
				`interface_details.cable_status is null, expected "CONNECTED".`, `interface_details.interface_status is null, expected "UP".`,
				`update_status is "UNAVAILABLE", expected "CHANGES_APPLIED".`,
			},
		},
		"a good interconnect": {"interconnect_faults", object{"state": "Healthy", "reason": nil}, list{}},
		"a bad interconnect":  {"interconnect_faults", object{"state": "Down", "reason": "No light."}, list{`state is "Down", expected "Healthy". Cloudflare's reason: "No light."`}},
		"no interconnect":     {"interconnect_faults", nil, list{`state is null, expected "Healthy". Cloudflare gives no reason.`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			typ := p.schemas.Functions[test.function].Parameters[0].Type
			argument, err := tfprotov6.NewDynamicValue(typ, terraform(t, typ, test.argument))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := p.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: test.function, Arguments: []*tfprotov6.DynamicValue{&argument}})
			if err != nil || resp.Error != nil {
				t.Fatal(err, resp.Error)
			}
			result, err := resp.Result.Unmarshal(tftypes.List{ElementType: tftypes.String})
			if err != nil {
				t.Fatal(err)
			}
			if got := plain(t, result); !reflect.DeepEqual(got, any(test.want)) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// TestQuietServer reads without a log, and still ends with its caller.
func TestQuietServer(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	variables := environmentOf(s, nil)
	loud := start(t, variables)
	quiet := &server{
		ProviderServer: provider.NewServer(provider.NewWithEnvironment("test", func(name string) string { return variables[name] }), true)(),
		schemas:        loud.schemas, log: &lockedBuffer{},
	}
	succeed(t, quiet.configure(t, nil))
	before := len(quiet.log.String())
	succeed(t, quiet.validateData(t, interfaceStatus, oneInterface))
	succeed(t, quiet.validateEphemeral(t, interfaceStatus, oneInterface))
	_, d := quiet.read(t.Context(), t, interfaceStatus, oneInterface)
	succeed(t, d)
	_, d = quiet.open(t.Context(), t, interconnectStatus, oneInterconnect)
	succeed(t, d)
	if log := quiet.log.String()[before:]; log != "" {
		t.Errorf("it logs %s", log)
	}
	s.FaultAlways(statusRoute, fault{Hang: true})
	s.ResetRequests()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		eventually(t, "the request has arrived", func() bool { return len(s.Requests()) > 0 })
		cancel()
	}()
	if _, d = quiet.read(ctx, t, interfaceStatus, oneInterface); len(d) != 1 || d[0].Summary != "Read cancelled" {
		t.Errorf("got %s", d)
	}
}
