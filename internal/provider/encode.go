// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"reflect"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// encode returns a Go value as one of a Terraform type: nil is null, and names come from
// the tfsdk tags, as in the framework. It panics if the two types differ, which
// TestRandomDocuments finds. The framework's own conversion takes twice the CPU time of a
// plural of 1,000 nodes, and twice its memory.
func encode(v reflect.Value, t tftypes.Type) tftypes.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return tftypes.NewValue(t, nil)
		}
		return encode(v.Elem(), t)
	case reflect.Slice:
		if v.IsNil() {
			return tftypes.NewValue(t, nil)
		}
		elements := make([]tftypes.Value, v.Len())
		for i := range elements {
			elements[i] = encode(v.Index(i), elementType(t))
		}
		return tftypes.NewValue(t, elements)
	case reflect.Map:
		if v.IsNil() {
			return tftypes.NewValue(t, nil)
		}
		elements := make(map[string]tftypes.Value, v.Len())
		for key, element := range v.Seq2() {
			elements[key.String()] = encode(element, elementType(t))
		}
		return tftypes.NewValue(t, elements)
	case reflect.Struct:
		members := map[string]tftypes.Value{}
		encodeMembers(v, t, members)
		return tftypes.NewValue(t, members)
	default:
		return tftypes.NewValue(t, v.Interface())
	}
}

// elementType returns the type of the elements of a list or map.
func elementType(t tftypes.Type) tftypes.Type {
	switch t := t.(type) {
	case tftypes.List:
		return t.ElementType
	case tftypes.Map:
		return t.ElementType
	default:
		return nil
	}
}

// encodeMembers adds the fields of a struct, and of those embedded in it, to the members of
// an object.
func encodeMembers(v reflect.Value, t tftypes.Type, members map[string]tftypes.Value) {
	object, _ := t.(tftypes.Object)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			encodeMembers(v.Field(i), t, members)
			continue
		}
		name := field.Tag.Get("tfsdk")
		members[name] = encode(v.Field(i), object.AttributeTypes[name])
	}
}
