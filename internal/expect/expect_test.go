// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package expect_test

import (
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

		"no value will do": {[]string{}, &up, `field is "UP", expected .`},
	} {
		c := expect.Comparison{}
		c.OneOf("field", test.expected, test.seen, "advice")
		check(t, name, c.Mismatches, test.want)
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
		c := expect.Comparison{}
		c.AtLeast("field", "Mbps", test.least, test.seen, "advice")
		check(t, name, c.Mismatches, test.want)
	}
}

// TestCaseAlone is a misspelling that waiting doesn't help.
func TestCaseAlone(t *testing.T) {
	t.Parallel()
	seen := "Healthy"
	for want, isFinal := range map[string]bool{"healthy": true, "HEALTHY": true, "Healthy ": false, "Down": false} {
		c := expect.Comparison{}
		c.OneOf("state", []string{"Pending", want}, &seen, "")
		if len(c.Mismatches) != 1 || c.Mismatches[0].IsFinal != isFinal {
			t.Errorf("%s: got %+v", want, c.Mismatches)
		}
	}
	c := expect.Comparison{}
	c.OneOf("state", []string{"healthy"}, &seen, "")
	if got, want := c.Mismatches[0].Sentence, `state is "Healthy", expected "healthy". They differ by case alone, and case counts: correct the expectation.`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestSame finds what differs from the most frequent value.
func TestSame(t *testing.T) {
	t.Parallel()
	const null = -1
	for name, test := range map[string]struct {
		values []int64
		want   []string
	}{
		"nothing":            {nil, nil},
		"one":                {[]int64{5}, []string{""}},
		"all alike":          {[]int64{5, 5, 5}, []string{"", "", ""}},
		"one differs":        {[]int64{5, 9, 5}, []string{"", "f is 9 Mbps, 2 of 3 have 5.", ""}},
		"of two the larger":  {[]int64{9, 5, 5, 9}, []string{"", "f is 5 Mbps, 2 of 4 have 9.", "f is 5 Mbps, 2 of 4 have 9.", ""}},
		"null is the others": {[]int64{null, 5, null}, []string{"f is null, 1 of 3 have 5.", "", "f is null, 1 of 3 have 5."}},
		"null alone":         {[]int64{null, null}, []string{"f is null, and none has any.", "f is null, and none has any."}},
	} {
		values := make([]*int64, len(test.values))
		for i := range test.values {
			if test.values[i] != null {
				values[i] = &test.values[i]
			}
		}
		majority := expect.MajorityOf(values)
		for i, value := range values {
			c, got := expect.Comparison{}, ""
			c.Same("f", "Mbps", majority, value, "")
			if len(c.Mismatches) > 0 {
				got = c.Mismatches[0].Sentence
			}
			if got != test.want[i] {
				t.Errorf("%s: got %q, want %q", name, got, test.want[i])
			}
		}
	}
}

// TestQuote hides what was seen, and not what we say.
func TestQuote(t *testing.T) {
	t.Parallel()
	seen := "expected"
	c := expect.Comparison{Quote: func(string) string { return "(not shown)" }}
	c.OneOf("field", []string{"UP"}, &seen, "advice")
	check(t, "a secret", c.Mismatches, `field is (not shown), expected "UP".`)
	least := int64(1)
	if c.AtLeast("f", "", &least, nil, "second"); len(c.Mismatches) != 2 || c.Mismatches[1].Advice != "second" {
		t.Errorf("got %v", c.Mismatches)
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
