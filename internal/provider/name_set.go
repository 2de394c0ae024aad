// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// nameSetType is a set of strings without the framework's comparisons of each element
// with each other one, which took four seconds for a thousand names: that no element
// is there twice, the CLI has seen to, and an argument comes back as it was given.
type nameSetType struct {
	basetypes.SetType
}

func newNameSetType() nameSetType {
	return nameSetType{basetypes.SetType{ElemType: types.StringType}}
}

// Equal implements [attr.Type].
func (t nameSetType) Equal(other attr.Type) bool {
	o, ok := other.(nameSetType)
	return ok && t.SetType.Equal(o.SetType)
}

// String implements [attr.Type].
func (nameSetType) String() string {
	return "nameSetType"
}

// Validate leaves uniqueness to the CLI.
func (nameSetType) Validate(context.Context, tftypes.Value, path.Path) diag.Diagnostics {
	return nil
}

// ValueType implements [attr.Type].
func (nameSetType) ValueType(context.Context) attr.Value {
	return nameSet{}
}

// ValueFromSet implements [basetypes.SetTypable].
func (nameSetType) ValueFromSet(_ context.Context, set basetypes.SetValue) (basetypes.SetValuable, diag.Diagnostics) {
	return nameSet{set}, nil
}

// ValueFromTerraform implements [attr.Type].
func (t nameSetType) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	set, err := t.SetType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	plain, ok := set.(basetypes.SetValue)
	if !ok {
		return nil, fmt.Errorf("%T is no set", set)
	}
	return nameSet{plain}, nil
}

// nameSet is a value of [nameSetType].
type nameSet struct {
	basetypes.SetValue
}

// Type implements [attr.Value].
func (nameSet) Type(context.Context) attr.Type {
	return newNameSetType()
}

// Equal implements [attr.Value].
func (s nameSet) Equal(other attr.Value) bool {
	o, ok := other.(nameSet)
	return ok && s.IsNull() == o.IsNull() && s.IsUnknown() == o.IsUnknown() && maps.Equal(s.names(), o.names())
}

func (s nameSet) names() map[attr.Value]bool {
	names := map[attr.Value]bool{}
	for _, name := range s.Elements() {
		names[name] = true
	}
	return names
}

// SetSemanticEquals implements [basetypes.SetValuableWithSemanticEquals]: what comes
// back is what was given.
func (nameSet) SetSemanticEquals(context.Context, basetypes.SetValuable) (bool, diag.Diagnostics) {
	return true, nil
}
