// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// decodings are what a text may stand for in each of the encodings in which services, and
// what is in between, repeat what we sent.
func decodings(text string) []string {
	var all []string
	add := func(decoded string) {
		if decoded != text && decoded != "" {
			all = append(all, decoded)
		}
	}
	add(unescape(text))
	add(quotedByte.ReplaceAllStringFunc(text, func(escape string) string { return byteOf(escape[1:], 16) }))
	for _, run := range hexRun.FindAllString(text, -1) {
		digits := separators.ReplaceAllString(run, "")
		for skipped := range 2 {
			if decoded, err := hex.DecodeString(digits[skipped : len(digits)-(len(digits)-skipped)%2]); err == nil {
				add(string(decoded))
			}
		}
	}
	for _, run := range base64Run.FindAllString(text, -1) {
		run = base64Alphabet.Replace(run)
		for skipped := range 4 {
			part := run[skipped:]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if decoded, err := base64.RawStdEncoding.DecodeString(part); err == nil {
				add(string(decoded))
			}
		}
	}
	return all
}

var (
	escapes        = regexp.MustCompile(`[\\%]u[0-9a-fA-F]{4}([\\%]u[0-9a-fA-F]{4})*|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|\\[0-7]{3}|%[0-9a-fA-F]{2}|&#[xX][0-9a-fA-F]+;?|&#[0-9]+;?|&[a-zA-Z0-9]+;|\\[abfnrtv]|\\[^a-zA-Z0-9\s]`)
	quotedByte     = regexp.MustCompile(`=[0-9a-fA-F]{2}`)
	hexRun         = regexp.MustCompile(`[0-9a-fA-F](?:0[xX]|[0-9a-fA-F:,;._-]){7,}`)
	separators     = regexp.MustCompile(`0[xX]|[:,;._-]`)
	base64Run      = regexp.MustCompile(`[0-9A-Za-z+/_-]{6,}`)
	base64Alphabet = strings.NewReplacer("-", "+", "_", "/")
)

// unescape undoes the escapes of JSON, Go, HTML and URLs, all alike.
func unescape(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(escape string) string {
		switch {
		case escape[0] == '&':
			return html.UnescapeString(strings.TrimSuffix(escape, ";") + ";")
		case escape[1] == 'u':
			return unitsOf(escape)
		case escape[0] == '%':
			decoded, _ := url.PathUnescape(escape)
			return decoded
		case escape[1] == 'U':
			n, _ := strconv.ParseUint(escape[2:], 16, 32)
			return string(rune(n))
		case escape[1] == 'x':
			return byteOf(escape[2:], 16)
		case escape[1] >= '0' && escape[1] <= '7':
			return byteOf(escape[1:], 8)
		case strings.IndexByte("abfnrtv", escape[1]) >= 0:
			return " "
		default:
			return escape[1:]
		}
	})
}

// unitsOf decodes units of UTF-16.
func unitsOf(escape string) string {
	var units []uint16
	for at := 0; at < len(escape); at += 6 {
		n, _ := strconv.ParseUint(escape[at+2:at+6], 16, 16)
		units = append(units, uint16(n))
	}
	return string(utf16.Decode(units))
}

func byteOf(digits string, base int) string {
	n, err := strconv.ParseUint(digits, base, 8)
	if err != nil {
		return ""
	}
	return string([]byte{byte(n)})
}
