// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// Kind is a kind of document that can be read and changed one by one.
type Kind struct {
	// Name is the member of the control's index that lists the ids.
	Name string
	// Route is the path in the control, with a {name} for each id.
	Route string
	// IntegerIDs says that the ids are integers, in their shortest form.
	IntegerIDs bool
	// Note says what it is where the route doesn't, in two or three words.
	Note   string
	Schema *document.Schema
	// Check says what of a document contradicts its ids, or is missing.
	Check func(ids []string, object map[string]any) error

	// List returns the ids that there are, in a form of the kind's own.
	List   func(s *Simulator) any
	Get    func(s *Simulator, ids []string) (text string, ok bool)
	Put    func(s *Simulator, ids []string, text string)
	Remove func(s *Simulator, ids []string)
}

// IDs are the ids of a path of the kind's route, each unescaped. A path of another
// shape is not ok.
func (k *Kind) IDs(escaped string) (ids []string, ok bool, err error) {
	pattern, parts := strings.Split(k.Route, "/"), strings.Split(escaped, "/")
	if !slices.EqualFunc(pattern, parts, fits) {
		return nil, false, nil
	}
	for i, name := range pattern {
		if !isPlaceholder(name) {
			continue
		}
		id, err := k.id(parts[i])
		if err != nil {
			return nil, false, fmt.Errorf("%s %w", strings.Trim(name, "{}"), err)
		}
		ids = append(ids, id)
	}
	return ids, true, nil
}

// id is the id in a part of a path.
func (k *Kind) id(part string) (string, error) {
	id, err := url.PathUnescape(part)
	if err != nil {
		return "", fmt.Errorf("is not escaped as in a URL: %w", err)
	}
	if _, isInteger := identifier(id); k.IntegerIDs && !isInteger {
		return "", fmt.Errorf("must be an integer, not %q", id)
	}
	return id, nil
}

func isPlaceholder(name string) bool { return strings.HasPrefix(name, "{") }

// fits reports whether a part of a path may stand where the route has a name.
func fits(name, part string) bool {
	return name == part || isPlaceholder(name) && part != ""
}

// Validate says what is wrong with a document that is to be put.
func (k *Kind) Validate(ids []string, object map[string]any) error {
	if err := k.Schema.Check(object); err != nil {
		return err
	}
	return k.Check(ids, object)
}

//go:embed schemas/*.json
var schemas embed.FS

// Schema is a new copy of the schema of a document, such as "node_network_status". It
// panics for a name that no file of schemas has.
func Schema(name string) *document.Schema {
	content, err := schemas.ReadFile("schemas/" + name + ".schema.json")
	if err != nil {
		panic(err)
	}
	read := new(document.Schema)
	if err := json.Unmarshal(content, read); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return read
}

// identifier reads a part of a path that is an integer in its shortest form.
func identifier(part string) (int64, bool) {
	id, err := strconv.ParseInt(part, 10, 64)
	return id, err == nil && strconv.FormatInt(id, 10) == part
}

// integer is an id that was found to be an integer.
func integer(id string) int64 {
	value, _ := strconv.ParseInt(id, 10, 64)
	return value
}

// sorted are a map's keys in their order, an empty list where there are none.
func sorted[K int64 | string, V any](m map[K]V) []K {
	return slices.AppendSeq(make([]K, 0, len(m)), slices.Values(slices.Sorted(maps.Keys(m))))
}
