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
		"a bad interface": {
			"interface_faults",
			object{"update_status": "UNAVAILABLE", "interface_details": nil},
			list{
				`interface_details.cable_status is null, expected "CONNECTED".`, `interface_details.interface_status is null, expected "UP".`,
				`update_status is "UNAVAILABLE", expected "CHANGES_APPLIED".`,
			},
		},
		"a good interconnect": {"interconnect_faults", object{"state": "Healthy", "reason": nil}, list{}},
		"misspelt":            {"interconnect_faults", object{"sate": "Healthy"}, list{`state is null, expected "Healthy". Cloudflare gives no reason.`}},
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

// callFunction calls a function with one argument.
func (s *server) callFunction(t *testing.T, name string, argument any) any {
	t.Helper()
	typ := s.schemas.Functions[name].Parameters[0].Type
	value, err := tfprotov6.NewDynamicValue(typ, converted(typ, argument))
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

// converted is a value of a type, with only the attributes that this has, as the CLI
// converts an argument.
func converted(typ tftypes.Type, v any) tftypes.Value {
	if v == nil {
		return tftypes.NewValue(typ, nil)
	}
	members, _ := v.(object)
	elements, _ := v.(list)
	switch typ := typ.(type) {
	case tftypes.Object:
		values := map[string]tftypes.Value{}
		for name, member := range typ.AttributeTypes {
			values[name] = converted(member, members[name])
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Map:
		values := map[string]tftypes.Value{}
		for name, member := range members {
			values[name] = converted(typ.ElementType, member)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.List:
		values := make([]tftypes.Value, len(elements))
		for i, element := range elements {
			values[i] = converted(typ.ElementType, element)
		}
		return tftypes.NewValue(typ, values)
	default:
		return tftypes.NewValue(typ, v)
	}
}
