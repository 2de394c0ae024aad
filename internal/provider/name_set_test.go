// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestNameSetEqual(t *testing.T) {
	t.Parallel()
	set := func(names ...attr.Value) nameSet {
		return nameSet{types.SetValueMust(types.StringType, names)}
	}
	a, b, unknown := types.StringValue("a"), types.StringValue("b"), types.StringUnknown()
	for name, test := range map[string]struct {
		one   nameSet
		other attr.Value
		want  bool
	}{
		"the same":               {set(a, b), set(a, b), true},
		"another order":          {set(a, b), set(b, a), true},
		"nothing":                {set(), set(), true},
		"one more":               {set(a), set(a, b), false},
		"one less":               {set(a, b), set(a), false},
		"another name":           {set(a), set(b), false},
		"an unknown name":        {set(a, unknown), set(a, b), false},
		"both null":              {nameSet{types.SetNull(types.StringType)}, nameSet{types.SetNull(types.StringType)}, true},
		"null is not empty":      {nameSet{types.SetNull(types.StringType)}, set(), false},
		"both unknown":           {nameSet{types.SetUnknown(types.StringType)}, nameSet{types.SetUnknown(types.StringType)}, true},
		"unknown is not null":    {nameSet{types.SetUnknown(types.StringType)}, nameSet{types.SetNull(types.StringType)}, false},
		"unknown is not empty":   {nameSet{types.SetUnknown(types.StringType)}, set(), false},
		"a set of another type":  {set(a), types.SetValueMust(types.StringType, []attr.Value{a}), false},
		"something else than it": {set(a), a, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.one.Equal(test.other); got != test.want {
				t.Errorf("got %t, want %t", got, test.want)
			}
		})
	}
}
