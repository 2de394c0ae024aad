// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// The parsers of settings. Their errors complete the sentence "The value …".
var (
	errHost     = errors.New("must be a DNS name or an IP address, without scheme, port or path")
	errDuration = errors.New("must be a duration above zero, such as \"30s\" or \"2m\"")
	errBool     = errors.New("must be true or false")
	errHTTPS    = errors.New("must begin with https:// (http:// only for a loopback host)")
	errURL      = errors.New("must be a URL of scheme, host, port and path, such as \"https://api.cloudflare.com/client/v4/\", without user, query, fragment, space or dot segments")
	errBlank    = errors.New("must not be empty, contain control characters, or begin or end with white space; where it is read from a file, wrap it in trimspace()")
)

func parseHost(text string) (string, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		if address.Zone() != "" {
			return "", errHost
		}
		return text, nil
	}
	labels := strings.Split(strings.TrimSuffix(text, "."), ".")
	for _, label := range labels {
		if !isLabel(label) {
			return "", errHost
		}
	}
	if _, err := strconv.ParseUint(labels[len(labels)-1], 10, 64); err == nil || len(text) > 253 {
		return "", errHost
	}
	return text, nil
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
	if err != nil || d <= 0 {
		return 0, errDuration
	}
	return d, nil
}

// parseStableFor parses stable_for.
func parseStableFor(text string) (time.Duration, error) {
	d, err := parseDuration(text)
	if err != nil || d < minStableFor {
		return 0, fmt.Errorf("must be a duration of at least %s, such as \"30s\" or \"2m\"", minStableFor)
	}
	return d, nil
}

func parseBool(text string) (bool, error) {
	b, err := strconv.ParseBool(text)
	if err != nil {
		return false, errBool
	}
	return b, nil
}

func parseCertificates(text string) (string, error) {
	if _, err := qumulo.Certificates(text); err != nil {
		return "", errors.New("must be one or more certificates in PEM (\"-----BEGIN CERTIFICATE-----\"); to name a file, use file()")
	}
	return text, nil
}

func parseCredential(text string) (string, error) {
	if text == "" || text != strings.TrimSpace(text) || strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return "", errBlank
	}
	return text, nil
}

func parseSegment(text string) (string, error) {
	return text, cloudflare.CheckSegment(text)
}

func parseBaseURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.ContainsAny(text, "# ") {
		return "", errURL
	}
	if port := u.Port(); port != "" {
		if _, err := integerBetween(1, math.MaxUint16)(port); err != nil {
			return "", errURL
		}
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return "", errURL
		}
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return strings.TrimRight(text, "/") + "/", nil
	default:
		return "", errHTTPS
	}
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || (err == nil && address.IsLoopback())
}
