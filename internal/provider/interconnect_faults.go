// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

func newInterconnectFaults() function.Function {
	return &faultsFunction{
		name:    "interconnect_faults",
		summary: "What is wrong with an interconnect",
		description: "Returns a sentence with the state and Cloudflare's reason where an interconnect is not `Healthy`, and an empty list where it is. " +
			"The sentence is that of `expect` in `netstatus_interconnect_status`; `null` counts as a fault.",
		status: map[string]attr.Type{"icon": types.StringType, "state": types.StringType, "reason": types.StringType},
		faults: func(ctx context.Context, arguments function.ArgumentsData) (object string, mismatches []expect.Mismatch, err *function.FuncError) {
			status, err := readArgument[namedStatus](ctx, arguments)
			if err != nil {
				return "", nil, err
			}
			if status.Icon != nil {
				object = fmt.Sprintf("interconnect %q", *status.Icon)
			}
			return object, cloudflare.Healthy().Mismatches(&status.InterconnectStatus, nil), nil
		},
	}
}
