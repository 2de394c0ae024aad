// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// nameSetType is a set of strings that the framework doesn't compare, each element with
// each other one: that took four seconds of CPU for a thousand names.
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

// Validate leaves uniqueness to the CLI.
func (nameSetType) Validate(context.Context, tftypes.Value, path.Path) diag.Diagnostics {
	return nil
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

// SetSemanticEquals implements [basetypes.SetValuableWithSemanticEquals]. An argument
// comes back as it was given.
func (nameSet) SetSemanticEquals(context.Context, basetypes.SetValuable) (bool, diag.Diagnostics) {
	return true, nil
}
