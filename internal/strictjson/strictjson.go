// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package strictjson decodes a service's JSON without guessing: names match
// exactly, integers are exact, a value of another type is an error that names
// the field, and nothing follows the document. Members that the Go type doesn't
// have are ignored, since services add members over time.
package strictjson

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Error is a document that doesn't fit. Field and Found are made of the document, and
// may hold what must not be shown; Problem is ours alone.
type Error struct {
	// Field is the place in the document, such as
	// "network_statuses[0].mtu"; empty for the document as a whole.
	Field string
	// Problem says what was expected and what was found.
	Problem string
	// Found follows Problem: what was found as it stands in the document, or as the
	// decoder describes it.
	Found string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.Problem + e.Found
	}
	return e.Field + ": " + e.Problem + e.Found
}

// Shown returns the text of the error, with what is the document's as a function shows it.
func (e *Error) Shown(show func(string) string) string {
	return (&Error{Field: show(e.Field), Problem: e.Problem, Found: show(e.Found)}).Error()
}

// mismatch is an error that says itself what was expected, and what was found.
type mismatch struct {
	problem, found string
}

// Error implements error.
func (m *mismatch) Error() string {
	return m.problem + m.found
}

// Object decodes a document that must be a JSON object into v, a pointer to a
// struct. A failure is an [*Error].
func Object(document []byte, v any) error {
	return decode(document, v, '{')
}

// Array decodes a document that must be a JSON array into v, a pointer to a
// slice. A failure is an [*Error].
func Array(document []byte, v any) error {
	return decode(document, v, '[')
}

func decode(document []byte, v any, want jsontext.Kind) error {
	kind := jsontext.Value(document).Kind()
	if len(strings.TrimSpace(string(document[:min(len(document), 64)]))) == 0 {
		return &Error{Problem: "expected " + nameOf(want) + ", got an empty body"}
	}
	if kind != want && kind != jsontext.KindInvalid {
		return &Error{Problem: "expected " + nameOf(want) + ", got " + nameOf(kind)}
	}
	if err := checkSize(document); err != nil {
		return err
	}
	numbers := json.WithUnmarshalers(json.JoinUnmarshalers(json.UnmarshalFromFunc(decodeInteger), json.UnmarshalFromFunc(decodeWholeNumber)))
	if err := json.Unmarshal(document, v, numbers); err != nil {
		return explain(err)
	}
	return nil
}

// explain turns the decoder's error into one that speaks of the document and
// not of Go types.
func explain(err error) *Error {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		field := fieldPath(semantic.JSONPointer)
		if found, ok := errors.AsType[*mismatch](err); ok {
			return &Error{Field: field, Problem: found.problem, Found: found.found}
		}
		switch {
		case errors.Is(err, errNotIntegral), errors.Is(err, errTooLarge):
			return &Error{Field: field, Problem: fmt.Sprintf("expected a 64-bit integer, got a number that is %s", reason(err))}
		case semantic.JSONKind != jsontext.KindInvalid && semantic.GoType != nil:
			return &Error{Field: field, Problem: "expected " + typeName(semantic.GoType) + ", got " + nameOf(semantic.JSONKind)}
		}
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return &Error{
			Field:   fieldPath(syntactic.JSONPointer),
			Problem: fmt.Sprintf("not JSON at byte %d: ", syntactic.ByteOffset),
			Found:   syntactic.Err.Error(),
		}
	}
	return &Error{Problem: "can't be decoded: ", Found: err.Error()}
}

func reason(err error) string {
	if errors.Is(err, errTooLarge) {
		return "too large"
	}
	return errNotIntegral.Error()
}

// fieldPath writes a JSON pointer the way Terraform writes a path. Names and depth of
// a document are the service's to choose, so the end of a long path is left out.
func fieldPath(pointer jsontext.Pointer) string {
	const maxPath = 100
	var b strings.Builder
	for token := range pointer.Tokens() {
		if b.Len()+len(token) > maxPath {
			b.WriteString("…")
			break
		}
		switch _, err := strconv.ParseUint(token, 10, 32); {
		case err == nil:
			b.WriteString("[" + token + "]")
		case b.Len() == 0:
			b.WriteString(token)
		default:
			b.WriteString("." + token)
		}
	}
	return b.String()
}

func nameOf(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	default:
		return "something that isn't JSON"
	}
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.String:
		return "a string"
	case reflect.Int64:
		return "an integer"
	default:
		return "a " + t.String()
	}
}
