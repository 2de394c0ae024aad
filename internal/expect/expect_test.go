// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package expect_test

import (
	"slices"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

func TestOneOf(t *testing.T) {
	t.Parallel()
	up, odd := "UP", "a\"b"
	for name, test := range map[string]struct {
		expected []string
		seen     *string
		want     string
	}{
		"nothing is expected":               {nil, &odd, ""},
		"nothing is expected, nothing seen": {nil, nil, ""},
		"the one":                           {[]string{"UP"}, &up, ""},
		"one of them":                       {[]string{"DORMANT", "UP"}, &up, ""},
		"another":                           {[]string{"DOWN", "x\ny"}, &odd, `field is "a\"b", expected "DOWN" or "x\ny".`},
		"null":                              {[]string{"UP"}, nil, `field is null, expected "UP".`},
		"the case matters":                  {[]string{"up"}, &up, `field is "UP", expected "up".`},
		"no value will do":                  {[]string{}, &up, `field is "UP", expected .`},
	} {
		check(t, name, expect.OneOf(nil, "field", test.expected, test.seen, "advice"), test.want)
	}
}

func TestAtLeast(t *testing.T) {
	t.Parallel()
	number := func(n int64) *int64 { return &n }
	for name, test := range map[string]struct {
		least, seen *int64
		want        string
	}{
		"nothing is expected": {nil, nil, ""},
		"more":                {number(1), number(2), ""},
		"just so":             {number(2), number(2), ""},
		"less":                {number(3), number(2), "field is 2 Mbps, expected at least 3 Mbps."},
		"null":                {number(3), nil, "field is null, expected at least 3 Mbps."},
	} {
		check(t, name, expect.AtLeast(nil, "field", "Mbps", test.least, test.seen, "advice"), test.want)
	}
}

func TestFaultsAreAppended(t *testing.T) {
	t.Parallel()
	first := []expect.Mismatch{{Sentence: "first"}}
	up, least := "UP", int64(1)
	if got := expect.OneOf(first, "f", []string{"UP"}, &up, ""); !slices.Equal(got, first) {
		t.Errorf("got %v", got)
	}
	if got := expect.AtLeast(first, "f", "", &least, nil, "second"); len(got) != 2 || got[0] != first[0] || got[1].Advice != "second" {
		t.Errorf("got %v", got)
	}
}

func check(t *testing.T, name string, mismatches []expect.Mismatch, want string) {
	t.Helper()
	switch {
	case want == "" && len(mismatches) == 0:
	case len(mismatches) != 1 || mismatches[0] != expect.Mismatch{Sentence: want, Advice: "advice"}:
		t.Errorf("%s: got %v, want %s", name, mismatches, want)
	}
}
