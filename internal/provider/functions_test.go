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
