// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Valid says what is wrong with a text that has to be one JSON value. It refuses
// what encoding/json would pass over in silence: a member that is there twice, half
// of a surrogate pair, and anything after the value.
func Valid(text []byte) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("the document is empty")
	}
	if !utf8.Valid(text) {
		return errors.New("the document isn't UTF-8")
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(text))
	_, err := decoder.ReadValue()
	end := decoder.InputOffset()
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("the document has a member twice: %s", pointer(err))
	case err != nil && json.Valid(text):
		// The only thing left that encoding/json lets through.
		return fmt.Errorf("the document has half of a surrogate pair, such as \\ud83d without what follows it, in %s", pointer(err))
	case err != nil:
		return fmt.Errorf("the document isn't JSON: %w", jsonError(text))
	case len(bytes.TrimSpace(text[end:])) > 0:
		return errors.New("the document isn't JSON: there is something after its end")
	}
	return nil
}

// pointer is where in a document a syntactic error is.
func pointer(err error) string {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok && syntactic.JSONPointer != "" {
		return string(syntactic.JSONPointer)
	}
	return "it"
}

// jsonError is what encoding/json says of a text that isn't JSON: it is shorter.
func jsonError(text []byte) error {
	var value any
	return json.Unmarshal(text, &value)
}

// Decode decodes a JSON object and nothing else, with numbers as written.
func Decode(text []byte) (map[string]any, error) {
	if err := Valid(text); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("the document isn't JSON: %w", err)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("expected a JSON object, got %s", article(kindOf(value)))
	}
	return object, nil
}

// Encode encodes what Decode decoded.
func Encode(object map[string]any) (string, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(object); err != nil {
		return "", err
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// Merge applies a JSON merge patch (RFC 7396) to a value.
func Merge(value any, patch map[string]any) map[string]any {
	merged, ok := value.(map[string]any)
	if !ok {
		merged = make(map[string]any)
	}
	for name, member := range patch {
		switch member := member.(type) {
		case nil:
			delete(merged, name)
		case map[string]any:
			merged[name] = Merge(merged[name], member)
		default:
			merged[name] = member
		}
	}
	return merged
}

// CheckID says if a member isn't the id of the path.
func CheckID(object map[string]any, member string, id int64) error {
	if !equals(object[member], id) {
		return fmt.Errorf("%s: expected %d, the one of the path, got %s", member, id, Shown(object, member))
	}
	return nil
}

// Shown is a member as JSON.
func Shown(object map[string]any, member string) string {
	value, ok := object[member]
	if !ok {
		return "no such member"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
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
