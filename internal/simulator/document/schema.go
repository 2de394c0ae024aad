// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package document decodes, checks and patches the JSON documents that the
// simulator's services serve.
package document

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Schema is the part of JSON Schema that the services' documents are described
// with. Any value may be null, and any member missing or one that isn't listed.
type Schema struct {
	Type string `json:"type"`
	// Enum are the values that the service documents. It may send others.
	Enum       []string           `json:"enum"`
	Properties map[string]*Schema `json:"properties"`
	Additional *Schema            `json:"additionalProperties"`
	Items      *Schema            `json:"items"`
}

// Check says what a value has of another type than the schema.
func (s *Schema) Check(value any) error { return s.check(value, "") }

// Unlisted says which member of an object, or of one within it, the schema
// doesn't list.
func (s *Schema) Unlisted(value any) error { return s.unlisted(value, "") }

func (s *Schema) check(value any, path string) error {
	if kind := kindOf(value); kind != "null" && kind != s.Type {
		return fmt.Errorf("%s: expected %s, got %s", named(path), article(s.Type), article(kind))
	}
	return s.each(value, path, func(inner *Schema, value any, path string) error {
		if inner == nil {
			return nil
		}
		return inner.check(value, path)
	})
}

func (s *Schema) unlisted(value any, path string) error {
	return s.each(value, path, func(inner *Schema, value any, path string) error {
		if inner == nil {
			return fmt.Errorf("%s: the service has no such member there, only %s", path,
				strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", "))
		}
		return inner.unlisted(value, path)
	})
}

// each visits the members of an object, each with its schema, which is nil where
// the member isn't listed, and the elements of an array that has a schema for them.
func (s *Schema) each(value any, path string, visit func(inner *Schema, value any, path string) error) error {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if err := visit(s.member(name), value[name], join(path, name)); err != nil {
				return err
			}
		}
	case []any:
		if s.Items == nil {
			return nil
		}
		for i, element := range value {
			if err := visit(s.Items, element, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
	}
	return nil
}

// member is the schema of a member, nil where it isn't listed.
func (s *Schema) member(name string) *Schema {
	if member := s.Properties[name]; member != nil {
		return member
	}
	return s.Additional
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// named is how an error names a path.
func named(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// kindOf is the JSON type of a decoded value.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		return "number"
	case []any:
		return "array"
	default:
		return "object"
	}
}

func article(kind string) string {
	switch kind {
	case "null":
		return kind
	case "array", "object":
		return "an " + kind
	default:
		return "a " + kind
	}
}
