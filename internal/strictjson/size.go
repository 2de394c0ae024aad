// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package strictjson

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxElements is how many elements a list may have, maxMembers how many members an object,
// and maxInAll how many elements all lists of a document have together. An element of a few
// bytes takes hundreds when decoded.
const (
	maxElements = 1_000
	maxMembers  = 10_000
	maxInAll    = 200_000
)

// checkSize counts the elements of a document's lists and objects, without keeping them.
// What isn't JSON is left to the decoder.
func checkSize(document []byte) error {
	if len(document) < 2*maxElements {
		return nil
	}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(document), jsontext.AllowDuplicateNames(true))
	inAll := 0
	for {
		token, err := decoder.ReadToken()
		if err != nil {
			return nil //nolint:nilerr // The decoder will say it better.
		}
		depth := decoder.StackDepth()
		if kind := token.Kind(); kind == '{' || kind == '[' {
			// What it is an element of is one level up.
			depth--
		}
		kind, length := decoder.StackIndex(depth)
		most := int64(maxElements)
		if kind == '{' {
			// Names count too.
			length, most = length/2, maxMembers
		}
		if kind == '[' && token.Kind() != ']' && token.Kind() != '}' {
			inAll++
		}
		if length > most {
			return &Error{Field: fieldPath(parent(decoder, depth)), Problem: fmt.Sprintf("expected at most %d elements, got more", most)}
		}
		if inAll > maxInAll {
			return &Error{Problem: fmt.Sprintf("expected at most %d elements in all lists together, got more", maxInAll)}
		}
	}
}

// parent returns the place of the list or object that a decoder is in at a depth.
func parent(decoder *jsontext.Decoder, depth int) jsontext.Pointer {
	pointer := decoder.StackPointer()
	for n := strings.Count(string(pointer), "/"); n >= depth; n-- {
		pointer = pointer.Parent()
	}
	return pointer
}
