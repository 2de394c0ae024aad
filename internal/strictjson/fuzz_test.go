// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package strictjson_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

// FuzzInteger compares the verdict on a number with exact arithmetic.
func FuzzInteger(f *testing.F) {
	for _, number := range []string{
		"0", "-0", "1500", "1500.0", "1.5e3", "15000E-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"0.1e1", "1e18", "1e19", "10e18", "0.00000000000000000001e39", "0e999999999", "1e-1", "123456789012345678901234567890e-20", "00", "1.", "+1", "0x1", "1_0", ".5", "1e", "- 1",
	} {
		f.Add(number)
	}
	f.Fuzz(func(t *testing.T, number string) {
		if strings.ContainsAny(number, `"{}[],:`) {
			t.Skip("not a value by itself")
		}
		var d document
		err := timed(t, []byte(`{"inner":{"speed":`+number+`}}`), &d)
		number = strings.Trim(number, " \t\r\n")
		if !json.Valid([]byte(number)) || number == "true" || number == "false" {
			if err == nil {
				t.Fatalf("%q was taken for %d", number, *d.Inner.Speed)
			}
			return
		}
		if number == "null" {
			if err != nil || d.Inner.Speed != nil {
				t.Fatalf("null: got %v", err)
			}
			return
		}
		// Exact arithmetic on an exponent of any size would take any time.
		if _, exponent, ok := strings.Cut(strings.ToLower(number), "e"); ok {
			if n, err := strconv.Atoi(exponent); err != nil || n > 10_000 || n < -10_000 {
				t.Skip("an exponent too large for big.Rat")
			}
		}
		exact, ok := new(big.Rat).SetString(number)
		if !ok {
			t.Skip("not for big.Rat")
		}
		integral := exact.IsInt() && exact.Num().IsInt64()
		if (err == nil) != integral {
			t.Fatalf("%q: got %v, want it taken: %t", number, err, integral)
		}
		if err == nil && *d.Inner.Speed != exact.Num().Int64() {
			t.Fatalf("%q: got %d, want %d", number, *d.Inner.Speed, exact.Num().Int64())
		}
	})
}

// FuzzObject holds the decoder to the standard library's opinion of what JSON is,
// and to errors that can be shown.
func FuzzObject(f *testing.F) {
	for _, body := range []string{
		`{}`, ` {"name":"x","inner":{"speed":1,"names":[null,"a"]},"list":[null,{}]} `, `{"name":null}`, `null`, `[]`, `"x"`, ``, ` `, `{"name":"x"`, `{"a":1,"a":2}`,
		`{"name":"\ud83d\ude00\u0000"}`, `{"name":"\ud800"}`, "{\"\xff\":1}", `{"list":[{"list":[{"inner":{"speed":1.5}}]}]}`, `{"0":{"1":[[`, `{}{}`, "\ufeff{}", `{"a":999999E999999999}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var d document
		err := timed(t, body, &d)
		if err == nil {
			// Members that aren't known may hold numbers of any size.
			var members map[string]json.RawMessage
			if !json.Valid(body) || json.Unmarshal(body, &members) != nil {
				t.Fatalf("%q was taken for an object", body)
			}
			var name *string
			if err := json.Unmarshal(members["name"], &name); err == nil && name != nil && (d.Name == nil || *d.Name != *name) {
				t.Errorf("%q: got the name %v", body, d.Name)
			}
			return
		}
		strict, ok := errors.AsType[*strictjson.Error](err)
		if !ok || strict.Problem == "" || strings.Contains(strict.Problem, "strictjson") || strings.Contains(strict.Problem, "Go ") || len(err.Error()) > 300 {
			t.Errorf("%q: got %T %.400s", body, err, err)
		}
	})
}

// timed decodes an object, and fails where that takes a second.
func timed(t *testing.T, body []byte, into *document) error {
	t.Helper()
	var err error
	stopwatch.Bound(t, len(body), func() { err = strictjson.Object(body, into) })
	return err
}
