// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package document_test

import (
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

func TestValid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		` {"a":[1,{"a":"\ud83d\ude00"}],"b":null} `: "",
		`[]`:                          "",
		``:                            "the document is empty",
		" \n":                         "the document is empty",
		"\"\xff\"":                    "the document isn't UTF-8",
		`{"a":1,"a":1}`:               "the document has a member twice: /a",
		`[{"a":{"b":1,"c":2,"b":3}}]`: "the document has a member twice: /0/a/b",
		`{"a":1,"\u0061":1}`:          "the document has a member twice: /a",
		`{"a":"\ud83d"}`:              "the document has half of a surrogate pair, such as \\ud83d without what follows it, in /a",
		`{"a":["x","\ude00"]}`:        "the document has half of a surrogate pair, such as \\ud83d without what follows it, in /a/1",
		`"\ud83d\ud83d"`:              "the document has half of a surrogate pair, such as \\ud83d without what follows it, in it",
		`{"a":1} x`:                   "the document isn't JSON: there is something after its end",
		`{"a":1}{`:                    "the document isn't JSON: there is something after its end",
		`{"a":`:                       "the document isn't JSON: unexpected end of JSON input",
		`{'a':1}`:                     "the document isn't JSON: invalid character '\\'' looking for beginning of object key string",
	} {
		got := ""
		if err := document.Valid([]byte(text)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
