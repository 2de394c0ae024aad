// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// OpenTofu sends null as no value at all, Terraform as MessagePack's nil.
func TestFunctionTakesNullFromBothCLIs(t *testing.T) {
	t.Parallel()
	for name, argument := range map[string]*tfprotov6.DynamicValue{
		"Terraform": {MsgPack: []byte{0xc0}},
		"OpenTofu":  {},
	} {
		resp, err := NewServer(context.Background(), New("test"))().CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
			Name:      "interconnect_faults",
			Arguments: []*tfprotov6.DynamicValue{argument},
		})
		if err != nil || resp.Error != nil {
			t.Errorf("%s: got %v, %v", name, err, resp.Error)
			continue
		}
		value, err := resp.Result.Unmarshal(tftypes.List{ElementType: tftypes.String})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{
			tftypes.NewValue(tftypes.String, `state is null, expected "Healthy". Cloudflare gives no reason.`),
		})
		if !value.Equal(want) {
			t.Errorf("%s: got %s, want %s", name, value, want)
		}
	}
}
