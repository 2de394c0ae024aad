// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// encodeOver is the configuration of an object with the fields of its model in place
// of the attributes of their names. What the user has written stays where a model has
// nothing: it wasn't read.
func encodeOver(ctx context.Context, config tftypes.Value, model reflect.Value) (tftypes.Value, error) {
	object, ok := config.Type().(tftypes.Object)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("cannot encode %s as %s", model.Type(), config.Type())
	}
	members := map[string]tftypes.Value{}
	if err := config.As(&members); err != nil {
		return tftypes.Value{}, err
	}
	result := maps.Clone(members)
	if err := encodeMembers(ctx, reflect.Indirect(model), object, result); err != nil {
		return tftypes.Value{}, err
	}
	for name, member := range result {
		if member.IsNull() {
			result[name] = members[name]
		}
	}
	return tftypes.NewValue(object, result), nil
}

// encode turns a model into the value that Terraform gets: nil is null, and names
// come from the tfsdk tags, as in the framework. The framework's own State.Set
// builds every value three times and compiles a regular expression for every
// field of every struct, which was more than half of what a read cost
// (BenchmarkReadNetworkInterfaceStatus).
func encode(ctx context.Context, v reflect.Value, t tftypes.Type) (tftypes.Value, error) {
	if value, ok := reflect.TypeAssert[attr.Value](v); ok {
		return value.ToTerraformValue(ctx)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return tftypes.NewValue(t, nil), nil
		}
		return encode(ctx, v.Elem(), t)
	case reflect.String:
		return tftypes.NewValue(t, v.String()), nil
	case reflect.Int64:
		return tftypes.NewValue(t, new(big.Float).SetInt64(v.Int())), nil
	case reflect.Bool:
		return tftypes.NewValue(t, v.Bool()), nil
	case reflect.Map:
		return encodeMap(ctx, v, t)
	case reflect.Slice:
		return encodeList(ctx, v, t)
	case reflect.Struct:
		return encodeObject(ctx, v, t)
	default:
		return tftypes.Value{}, fmt.Errorf("cannot encode %s", v.Type())
	}
}

func encodeList(ctx context.Context, v reflect.Value, t tftypes.Type) (tftypes.Value, error) {
	list, ok := t.(tftypes.List)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("cannot encode %s as %s", v.Type(), t)
	}
	if v.IsNil() {
		return tftypes.NewValue(t, nil), nil
	}
	elements := make([]tftypes.Value, v.Len())
	for i := range elements {
		var err error
		if elements[i], err = encode(ctx, v.Index(i), list.ElementType); err != nil {
			return tftypes.Value{}, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return tftypes.NewValue(t, elements), nil
}

func encodeMap(ctx context.Context, v reflect.Value, t tftypes.Type) (tftypes.Value, error) {
	m, ok := t.(tftypes.Map)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("cannot encode %s as %s", v.Type(), t)
	}
	if v.IsNil() {
		return tftypes.NewValue(t, nil), nil
	}
	elements := make(map[string]tftypes.Value, v.Len())
	for key, element := range v.Seq2() {
		encoded, err := encode(ctx, element, m.ElementType)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("[%q]: %w", key.String(), err)
		}
		elements[key.String()] = encoded
	}
	return tftypes.NewValue(t, elements), nil
}

func encodeObject(ctx context.Context, v reflect.Value, t tftypes.Type) (tftypes.Value, error) {
	object, ok := t.(tftypes.Object)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("cannot encode %s as %s", v.Type(), t)
	}
	members := make(map[string]tftypes.Value, len(object.AttributeTypes))
	if err := encodeMembers(ctx, v, object, members); err != nil {
		return tftypes.Value{}, err
	}
	if len(members) != len(object.AttributeTypes) {
		return tftypes.Value{}, fmt.Errorf("%s has %d of the %d attributes of %s", v.Type(), len(members), len(object.AttributeTypes), t)
	}
	return tftypes.NewValue(t, members), nil
}

func encodeMembers(ctx context.Context, v reflect.Value, object tftypes.Object, members map[string]tftypes.Value) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			if err := encodeMembers(ctx, v.Field(i), object, members); err != nil {
				return err
			}
			continue
		}
		name := field.Tag.Get("tfsdk")
		t, ok := object.AttributeTypes[name]
		if !ok {
			return fmt.Errorf("the schema has no attribute %q", name)
		}
		member, err := encode(ctx, v.Field(i), t)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		members[name] = member
	}
	return nil
}
