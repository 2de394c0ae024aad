// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestFunctions calls the functions that say what is wrong with a status.
func TestFunctions(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	for name, test := range map[string]struct {
		function string
		argument any
		want     any
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
		"names its interface": {
			"interface_faults",
			object{"node_id": int64(3), "node_name": "q-3", "interface_status": object{"name": "bond0"}, "update_status": "CHANGES_APPLIED", "interface_details": object{"cable_status": "CONNECTED", "interface_status": "DOWN"}},
			list{`bond0 on node 3 (q-3): interface_details.interface_status is "DOWN", expected "UP".`},
		},
		"names its interconnect": {"interconnect_faults", object{"icon": "i", "state": "Down"}, list{`interconnect "i": state is "Down", expected "Healthy". Cloudflare gives no reason.`}},
		"misspelt":               {"interconnect_faults", object{"sate": "Healthy"}, list{`state is null, expected "Healthy". Cloudflare gives no reason.`}},
		"another type":           {"interconnect_faults", object{"state": list{"Healthy"}}, "status is not the object of interconnect_faults: state: expected a string, got an array"},
		"no object":              {"interconnect_faults", "Healthy", "status is not the object of interconnect_faults: expected an object, got a string"},
		"no interconnect":        {"interconnect_faults", nil, list{`state is null, expected "Healthy". Cloudflare gives no reason.`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := p.callFunction(t, test.function, test.argument)
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// callFunction calls a function with one argument of any type.
func (s *server) callFunction(t *testing.T, name string, argument any) any {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, inferred(t, argument))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: []*tfprotov6.DynamicValue{&value}})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		return resp.Error.Text
	}
	result, err := resp.Result.Unmarshal(tftypes.List{ElementType: tftypes.String})
	if err != nil {
		t.Fatal(err)
	}
	return plain(t, result)
}

// inferred is a value of the type that the CLI infers for it.
func inferred(t *testing.T, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(tftypes.DynamicPseudoType, nil)
	case object:
		members, kinds := map[string]tftypes.Value{}, map[string]tftypes.Type{}
		for name, member := range v {
			members[name] = inferred(t, member)
			kinds[name] = members[name].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, members)
	case list:
		elements, kinds := make([]tftypes.Value, len(v)), make([]tftypes.Type, len(v))
		for i := range v {
			elements[i] = inferred(t, v[i])
			kinds[i] = elements[i].Type()
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: kinds}, elements)
	case string:
		return tftypes.NewValue(tftypes.String, v)
	case bool:
		return tftypes.NewValue(tftypes.Bool, v)
	default:
		return tftypes.NewValue(tftypes.Number, v)
	}
}
