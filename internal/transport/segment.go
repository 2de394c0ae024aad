// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"errors"
	"strings"
)

// CheckSegment fails for a value that can't be one segment of a path. Everything
// else can be escaped.
func CheckSegment(value string) error {
	if value == "" || value == "." || value == ".." || strings.ContainsFunc(value, isControl) {
		return errors.New("must not be empty, \".\", \"..\" or contain a control character")
	}
	return nil
}

// isControl also finds the bytes of invalid UTF-8.
func isControl(r rune) bool {
	return r < 0x20 || (r >= 0x7f && r < 0xa0) || r == '\uFFFD'
}
