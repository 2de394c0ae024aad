// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// The parsers of settings. Their errors complete the sentence "The value …".
var (
	errHost     = errors.New("must be a DNS name or an IP address, without scheme, port or path")
	errDuration = errors.New("must be a duration above zero, such as \"30s\" or \"2m\"")
	errLong     = errors.New("must be a duration of at most 2562047h")
	errBool     = errors.New("must be true or false")
	errHTTPS    = errors.New("must begin with https:// (http:// only for a loopback host)")

	errEmpty        = errors.New("must not be empty")
	errBlank  error = &adviceError{"must not contain control characters, or begin or end with white space", "where it is read from a file, wrap it in trimspace()"}
	errSpace  error = &adviceError{"must not contain white space or control characters", "where it is read from a file, wrap it in trimspace()"}
	errBearer       = errors.New("must be the token alone: write it without \"Bearer \" before it")
	errQuotes       = errors.New("must be the token alone: write it without the quotes around it")
)

// adviceError is a value that is wrong, with advice for who writes it into a
// configuration: a variable of the environment knows no functions.
type adviceError struct {
	problem, advice string
}

// Error implements error.
func (e *adviceError) Error() string {
	return e.problem
}

// isLabel reports whether text can be one label of a DNS name. Underscores occur in
// names that resolvers know, if not in host names.
func isLabel(text string) bool {
	isOther := func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return text != "" && len(text) <= 63 && !strings.ContainsFunc(text, isOther) && !strings.HasPrefix(text, "-") && !strings.HasSuffix(text, "-")
}

// integerBetween returns a parser of integers between two bounds.
func integerBetween(minimum, maximum int64) func(string) (int64, error) {
	return func(text string) (int64, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		isTooLarge := n > maximum || (errors.Is(err, strconv.ErrRange) && n > 0)
		switch {
		case maximum >= math.MaxInt32 && !isTooLarge && (err != nil || n < minimum):
			return 0, fmt.Errorf("must be a whole number of at least %d", minimum)
		case err != nil || n < minimum || n > maximum:
			return 0, fmt.Errorf("must be a whole number between %d and %d", minimum, maximum)
		}
		return n, nil
	}
}

func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && isDuration(text):
		return 0, errLong
	case err != nil || d <= 0:
		return 0, errDuration
	}
	return d, nil
}

// isDuration reports whether a text has the form of a duration, however long that is.
func isDuration(text string) bool {
	return regexp.MustCompile(`^\+?([0-9]*\.?[0-9]+(h|m|s|ms|us|µs|ns))+$`).MatchString(text)
}

// parseBool parses the words true and false. It accepts no other spelling, because a
// typing error in NETSTATUS_ENFORCE must not open a gate.
func parseBool(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errBool
	}
	return text == "true", nil
}

func parseCredential(text string) (string, error) {
	switch {
	case text == "":
		return "", errEmpty
	case invisible(text) != nil:
		return "", invisible(text)
	case text != strings.TrimSpace(text) || strings.ContainsFunc(text, unicode.IsControl):
		return "", errBlank
	}
	return text, nil
}

// parseToken also refuses what tokens are often pasted with.
func parseToken(text string) (string, error) {
	const scheme = "bearer"
	const quotes = "\"'`“”‘’„«»"
	trimmed := strings.TrimSpace(text)
	first, _ := utf8.DecodeRuneInString(trimmed)
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	switch {
	case text == "":
		return "", errEmpty
	case strings.ContainsRune(quotes, first) || strings.ContainsRune(quotes, last):
		return "", errQuotes
	case strings.EqualFold(strings.Join(strings.Fields(text), " "), scheme),
		len(trimmed) > len(scheme) && strings.EqualFold(trimmed[:len(scheme)], scheme) && strings.ContainsFunc(trimmed[len(scheme):len(scheme)+1], isSpace):
		return "", errBearer
	case strings.ContainsFunc(text, isSpace):
		return "", errSpace
	case invisible(text) != nil:
		return "", invisible(text)
	}
	return text, nil
}

// isSpace reports whether a character has no place in a token.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// invisible names the first character that nobody sees and that comes along when a text
// is pasted; nil if there is none. trimspace() doesn't remove it.
func invisible(text string) error {
	for i, r := range []rune(text) {
		if name, ok := invisibleNames()[r]; ok || unicode.Is(unicode.Cf, r) {
			return fmt.Errorf("must not contain the invisible character %U%s, which is number %d of it: delete that", r, name, i+1)
		}
	}
	return nil
}

func invisibleNames() map[rune]string {
	return map[rune]string{
		'\ufeff': " (byte-order mark)", '\u200b': " (zero-width space)", '\u200c': " (zero-width non-joiner)",
		'\u200d': " (zero-width joiner)", '\u2060': " (word joiner)", '\u00ad': " (soft hyphen)",
	}
}

// parseSegment parses what is one segment of a URL's path.
func parseSegment(text string) (string, error) {
	return text, transport.CheckSegment(text)
}

// isPort reports whether a URL's port is one, or isn't there.
func isPort(text string) bool {
	_, err := integerBetween(1, math.MaxUint16)(text)
	return text == "" || err == nil
}

// hasDots reports whether a path has a segment that leads elsewhere.
func hasDots(path string) bool {
	segments := strings.Split(path, "/")
	return slices.Contains(segments, ".") || slices.Contains(segments, "..")
}

// lower returns a text with its ASCII letters in lower case.
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || (err == nil && address.IsLoopback())
}
