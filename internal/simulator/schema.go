// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// schema is the part of JSON Schema that the services' documents are described
// with. Any value may be null, and any member missing or one that isn't listed.
type schema struct {
	Type       string             `json:"type"`
	Properties map[string]*schema `json:"properties"`
	Additional *schema            `json:"additionalProperties"`
	Items      *schema            `json:"items"`
}

//go:embed schemas/*.json
var schemas embed.FS

// readSchema reads a schema that is compiled in.
func readSchema(name string) *schema {
	content, err := schemas.ReadFile("schemas/" + name + ".schema.json")
	if err != nil {
		panic(err)
	}
	read := new(schema)
	if err := json.Unmarshal(content, read); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return read
}

// readNodeNetworkStatus reads the schema of v3, where three members have a second
// name: that of the published document.
func readNodeNetworkStatus() *schema {
	read := readSchema("node_network_status")
	read.Properties["api_cloud_provider_status"] = read.Properties["cloud_status"]
	device := read.Properties["devices"].Items.Properties
	device["api_network_specific_fields"] = device["network_details"]
	device["network_details"].Properties["type"] = device["network_details"].Properties["use_for"]
	return read
}

// check says what a value has of another type than the schema.
func (s *schema) check(value any, path string) error {
	if kind := kindOf(value); kind != "null" && kind != s.Type {
		return fmt.Errorf("%s: expected %s, got %s", named(path), article(s.Type), article(kind))
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if member := s.member(name); member != nil {
				if err := member.check(value[name], join(path, name)); err != nil {
					return err
				}
			}
		}
	case []any:
		for i, element := range value {
			if s.Items != nil {
				if err := s.Items.check(element, path+"["+strconv.Itoa(i)+"]"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// unlisted says which member of an object, or of one within it, the schema
// doesn't list.
func (s *schema) unlisted(value any, path string) error {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			member := s.member(name)
			if member == nil {
				return fmt.Errorf("%s: the service has no such member there, but %s", join(path, name),
					strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", "))
			}
			if err := member.unlisted(value[name], join(path, name)); err != nil {
				return err
			}
		}
	case []any:
		for i, element := range value {
			if s.Items != nil {
				if err := s.Items.unlisted(element, path+"["+strconv.Itoa(i)+"]"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// member is the schema of a member, nil where it isn't listed.
func (s *schema) member(name string) *schema {
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

// decodeObject decodes a JSON object and nothing else, with numbers as written.
func decodeObject(document []byte) (map[string]any, error) {
	if !utf8.Valid(document) {
		return nil, errors.New("the body isn't UTF-8")
	}
	if len(bytes.TrimSpace(document)) == 0 {
		return nil, errors.New("the body is empty: expected a JSON object")
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("the body isn't JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the body isn't JSON: there is something after its end")
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("expected a JSON object, got %s", article(kindOf(value)))
	}
	return object, nil
}

// encodeObject encodes what decodeObject decoded.
func encodeObject(object map[string]any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return "", err
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// merge applies a JSON merge patch (RFC 7396) to a value.
func merge(value any, patch map[string]any) map[string]any {
	merged, ok := value.(map[string]any)
	if !ok {
		merged = make(map[string]any)
	}
	for name, member := range patch {
		switch member := member.(type) {
		case nil:
			delete(merged, name)
		case map[string]any:
			merged[name] = merge(merged[name], member)
		default:
			merged[name] = member
		}
	}
	return merged
}

// equals reports whether a decoded value is an integer, written in any way.
func equals(value any, want int64) bool {
	number, ok := value.(json.Number)
	if !ok {
		return false
	}
	if got, err := number.Int64(); err == nil {
		return got == want
	}
	got, err := number.Float64()
	return err == nil && got == float64(want)
}
