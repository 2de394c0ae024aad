// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	strict "github.com/go-json-experiment/json"
)

// Schema is the part of JSON Schema that the services' documents are described with. Any
// value may be null, and any member missing.
type Schema struct {
	Type string `json:"type"`
	// Enum are the values that the service documents. It may send others.
	Enum       []string           `json:"enum"`
	Properties map[string]*Schema `json:"properties"`
	Additional *Schema            `json:"additionalProperties"`
	Items      *Schema            `json:"items"`
}

//go:embed schemas/*.json
var schemas embed.FS

// NewSchema returns a new copy of the schema of a document, such as "node_network_status".
// It panics for a name that no file of schemas has.
func NewSchema(name string) *Schema {
	content, err := schemas.ReadFile("schemas/" + name + ".schema.json")
	if err != nil {
		panic(err)
	}
	schema := new(Schema)
	if err := json.Unmarshal(content, schema); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return schema
}

// onTheWire returns the name on the wire of a member of Qumulo's published document, "" if
// that is the same.
func onTheWire(published string) string {
	return map[string]string{
		"api_cloud_provider_status": "cloud_status", "api_network_specific_fields": "network_details", "type": "use_for",
	}[published]
}

// member returns the schema of a member, nil if there is no such member.
func (s *Schema) member(name string) *Schema {
	for _, spelling := range []string{name, onTheWire(name)} {
		if member := s.Properties[spelling]; member != nil {
			return member
		}
	}
	return s.Additional
}

// check returns an error that names a member which the schema doesn't have, in a value or
// within it. at is where the value is.
func (s *Schema) check(value any, at string) error {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			member := s.member(name)
			if member == nil {
				known := strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")
				return fmt.Errorf("the service has no member %q there: the members are %s", at+name, known)
			}
			if err := member.check(value[name], at+name+"."); err != nil {
				return err
			}
		}
	case []any:
		if s.Items == nil {
			return fmt.Errorf("the service has no list in %q", strings.TrimSuffix(at, "."))
		}
		for i, element := range value {
			if err := s.Items.check(element, fmt.Sprintf("%s[%d].", strings.TrimSuffix(at, "."), i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// decode decodes a JSON object, with numbers as written. It refuses what encoding/json
// would pass over in silence, such as a member that is there twice.
func decode(text []byte) (map[string]any, error) {
	var value any
	if err := strict.Unmarshal(text, &value); err != nil {
		return nil, fmt.Errorf("the body isn't JSON: %w", err)
	}
	if _, ok := value.(map[string]any); !ok {
		return nil, errors.New("the body isn't a JSON object")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	return object, decoder.Decode(&object)
}
