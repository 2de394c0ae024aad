// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// arguments are what a user has written: the members of a configuration or of a block in
// it. A member that isn't there is null. It reads Terraform's
// values and not the framework's, which cost more than the rest of a read.
type arguments struct {
	at      path.Path
	members map[string]tftypes.Value
}

// argumentsOf returns the members of an object; null and what isn't known have none.
func argumentsOf(at path.Path, object tftypes.Value) arguments {
	a := arguments{at: at}
	if object.IsKnown() && !object.IsNull() {
		// What isn't an object has no members either.
		_ = object.As(&a.members)
	}
	return a
}

// path returns the path of a member.
func (a arguments) path(name string) path.Path {
	if a.at.Equal(path.Empty()) {
		return path.Root(name)
	}
	return a.at.AtName(name)
}

// isGiven reports whether a member isn't null. It may be unknown.
func (a arguments) isGiven(name string) bool {
	return !a.members[name].IsNull()
}

// isKnown reports whether a member is given and wholly known.
func (a arguments) isKnown(name string) bool {
	return a.isGiven(name) && a.members[name].IsFullyKnown()
}

// block returns the members of a block.
func (a arguments) block(name string) arguments {
	return argumentsOf(a.path(name), a.members[name])
}

// text returns the member as a string, or "" if it is null or unknown.
func (a arguments) text(name string) string {
	text, _ := textOf(a.members[name])
	return text
}

// textOf returns the text of a string, a number or a bool. It is not ok if that is null,
// unknown or something else.
func textOf(value tftypes.Value) (text string, ok bool) {
	if value.IsNull() || !value.IsKnown() {
		return "", false
	}
	var (
		number big.Float
		flag   bool
	)
	switch {
	case value.Type().Is(tftypes.String):
		return text, value.As(&text) == nil
	case value.Type().Is(tftypes.Number):
		err := value.As(&number)
		return number.Text('f', -1), err == nil
	case value.Type().Is(tftypes.Bool):
		err := value.As(&flag)
		return strconv.FormatBool(flag), err == nil
	default:
		return "", false
	}
}

// isTrue reports whether a member is true.
func (a arguments) isTrue(name string) bool {
	return a.text(name) == strconv.FormatBool(true)
}

// number returns the member as an integer of at least 1, or 0 if it is null or unknown.
func (a arguments) number(name string) int64 {
	n, _ := parsedAs(a, name, parsePositive)
	return n
}

// parsedAs returns a member as a parser reads it, or the zero value if it is null or
// unknown.
func parsedAs[T any](a arguments, name string, parse func(string) (T, error)) (value T, diags diag.Diagnostics) {
	text, ok := textOf(a.members[name])
	if !ok {
		return value, nil
	}
	value, err := parse(text)
	if err != nil {
		diags.Append(invalidValue(a.path(name), err))
	}
	return value, diags
}

// elements returns the elements of a list or set. It is not ok if that is null or unknown.
func (a arguments) elements(name string) (elements []tftypes.Value, ok bool) {
	value := a.members[name]
	if value.IsNull() || !value.IsKnown() || value.Type().Is(tftypes.String) {
		return nil, false
	}
	return elements, value.As(&elements) == nil
}

// texts returns the strings of a list or set, or nil if it isn't given.
func (a arguments) texts(name string) []string {
	elements, ok := a.elements(name)
	if !ok {
		return nil
	}
	texts := make([]string, len(elements))
	for i, element := range elements {
		texts[i], _ = textOf(element)
	}
	return texts
}

// checkList reports a list or set that is empty or contains null.
func (a arguments) checkList(name string) diag.Diagnostics {
	elements, ok := a.elements(name)
	switch {
	case !ok:
		return nil
	case len(elements) == 0:
		return diag.Diagnostics{emptyList(a.path(name))}
	case slices.ContainsFunc(elements, tftypes.Value.IsNull):
		return diag.Diagnostics{nullInList(a.path(name))}
	default:
		return nil
	}
}

// firstUnknown returns the name of an argument that isn't known, if there is one: read as
// if it were null, it would expect nothing.
func (a arguments) firstUnknown() (name string, isUnknown bool) {
	for _, name := range slices.Sorted(maps.Keys(a.members)) {
		if !a.members[name].IsFullyKnown() {
			return name, true
		}
	}
	return "", false
}

// load reads members into the fields of a struct that have their names as tfsdk tags:
// lists of strings, and integers that may be nil.
func (a arguments) load(into any) {
	fields := reflect.ValueOf(into).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Tag.Get("tfsdk")
		if !a.isGiven(name) {
			continue
		}
		switch fields.Field(i).Interface().(type) {
		case []string:
			fields.Field(i).Set(reflect.ValueOf(a.texts(name)))
		case *int64:
			n := a.number(name)
			fields.Field(i).Set(reflect.ValueOf(&n))
		}
	}
}

func emptyList(at path.Path) diag.Diagnostic {
	return attributeError(at, "Empty list",
		fmt.Sprintf("%s is empty, so nothing would match. Add an element, or set it to null.", at))
}

func nullInList(at path.Path) diag.Diagnostic {
	return attributeError(at, "Null in a list", fmt.Sprintf("%s contains null, which matches nothing. Remove it, for example with compact().", at))
}

// parsePositive parses an integer that is an id, a count, a speed or a size.
func parsePositive(text string) (int64, error) {
	return integerBetween(1, math.MaxInt64)(text)
}
