// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package strictjson_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

type inner struct {
	Speed *int64    `json:"speed"`
	Names []*string `json:"names"`
}

type document struct {
	Name  *string  `json:"name"`
	Inner *inner   `json:"inner"`
	List  []*inner `json:"list"`
}

func TestIntegersAreExact(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]int64{
		"1500": 1500, "1500.0": 1500, "1.5e3": 1500, "1.5E+3": 1500, "15000e-1": 1500,
		"0": 0, "-0": 0, "0.0": 0, "0e999999999999": 0, "-1": -1, "0.001e3": 1, "100": 100,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
		"9007199254740993": 9007199254740993, "9.007199254740993e15": 9007199254740993,
		"10e-1": 1, "0.0000000000000000000001e22": 1,
	} {
		var d document
		if err := strictjson.Object([]byte(`{"inner":{"speed":`+number+`}}`), &d); err != nil {
			t.Errorf("%s: %v", number, err)
			continue
		}
		if got := *d.Inner.Speed; got != want {
			t.Errorf("%s: got %d, want %d", number, got, want)
		}
	}
}

func TestWhatIsNotThereIsNull(t *testing.T) {
	t.Parallel()
	var d document
	err := strictjson.Object([]byte(` {"name":null,"Inner":{"speed":1},"list":[null,{"names":["a",null]},{"names":[]}],"more":{"x":[1]}} `), &d)
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != nil || d.Inner != nil {
		t.Errorf("null, or a member that differs in case, was taken: %+v", d)
	}
	if len(d.List) != 3 || d.List[0] != nil || d.List[1].Names[1] != nil || *d.List[1].Names[0] != "a" {
		t.Errorf("null inside a list was lost: %+v", d.List)
	}
	if d.List[2].Names == nil || d.List[0] != nil {
		t.Error("[] became null")
	}
}

func TestWhatDoesNotFitIsNamed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                           "expected an object, got an empty body",
		"  \n":                       "expected an object, got an empty body",
		"null":                       "expected an object, got null",
		"[]":                         "expected an object, got an array",
		"5":                          "expected an object, got a number",
		`"x"`:                        "expected an object, got a string",
		`true`:                       "expected an object, got a boolean",
		`{"name":5}`:                 "name: expected a string, got a number",
		`{"name":{}}`:                "name: expected a string, got an object",
		`{"inner":[]}`:               "inner: expected an object, got an array",
		`{"inner":{"speed":"1"}}`:    "inner.speed: expected an integer, got a string",
		`{"inner":{"speed":true}}`:   "inner.speed: expected an integer, got a boolean",
		`{"inner":{"speed":1.5}}`:    "inner.speed: expected a 64-bit integer, got a number that is not an integer",
		`{"inner":{"speed":1e-400}}`: "inner.speed: expected a 64-bit integer, got a number that is not an integer",
		`{"inner":{"speed":1e400}}`:  "inner.speed: expected a 64-bit integer, got a number that is too large",
		`{"inner":{"speed":1e99999999999999999999}}`: "inner.speed: expected a 64-bit integer, got a number that is too large",
		`{"inner":{"speed":9223372036854775808}}`:    "inner.speed: expected a 64-bit integer, got a number that is too large",
		`{"list":{}}`:              "list: expected an array, got an object",
		`{"list":[{"names":[1]}]}`: "list[0].names[0]: expected a string, got a number",
	} {
		var d document
		err := strictjson.Object([]byte(body), &d)
		var strict *strictjson.Error
		if !errors.As(err, &strict) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", body, err, want)
		}
	}
	for _, body := range []string{
		`{"name":"x"`, `{"name":"x"}}`, `{"name":"x"} {}`, "<html>", "{\"name\":\"\xff\"}",
		`{"name":"x","name":"y"}`, strings.Repeat("[", 3_000_000), `{"more":` + strings.Repeat("[", 20_000), "{'name':1}",
	} {
		var d document
		var strict *strictjson.Error
		if err := strictjson.Object([]byte(body), &d); !errors.As(err, &strict) {
			t.Errorf("%.40s: got %v, want an *Error", body, err)
		}
	}
}

// TestLargeDocumentsAreRefused has lists and objects, some of them where no member is
// known, that are small on the wire and large when decoded.
func TestLargeDocumentsAreRefused(t *testing.T) {
	t.Parallel()
	list := func(n int, element string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(element+",", n), ",") + "]"
	}
	object := func(n int, member string) string {
		var b strings.Builder
		for i := range n {
			_, _ = fmt.Fprintf(&b, `"m%d":%s,`, i, member)
		}
		return "{" + strings.TrimSuffix(b.String(), ",") + "}"
	}
	const most, members = "expected at most 1000 elements, got more", "expected at most 10000 elements, got more"
	for name, test := range map[string]struct {
		body, want string
	}{
		"a full list":        {`{"list":` + list(1_000, `{}`) + `}`, ""},
		"a list":             {`{"list":` + list(1_001, `{}`) + `}`, "list: " + most},
		"of lists":           {`{"list":` + list(1_001, `{"names":[]}`) + `}`, "list: " + most},
		"in a list":          {`{"list":[{},{"names":` + list(1_001, `null`) + `}]}`, "list[1].names: " + most},
		"of texts":           {`{"inner":{"names":` + list(5_000, `"x"`) + `}}`, "inner.names: " + most},
		"an unknown member":  {`{"more":` + list(1_001, `0`) + `}`, "more: " + most},
		"a full object":      {`{"more":` + object(10_000, `{}`) + `}`, ""},
		"an object":          {`{"more":` + object(10_001, `{}`) + `}`, "more: " + members},
		"the document":       {object(10_001, `1`), members},
		"many small lists":   {`{"more":` + list(300, list(1_000, `1`)) + `}`, "expected at most 200000 elements in all lists together, got more"},
		"many empty objects": {`{"list":` + list(1_000, `{"more":`+list(500, `{}`)+`}`) + `}`, "expected at most 200000 elements in all lists together, got more"},
	} {
		var d document
		err := strictjson.Object([]byte(test.body), &d)
		if got := fmt.Sprint(err); got != cmp.Or(test.want, "<nil>") {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
		if test.want != "" && d.List != nil {
			t.Errorf("%s: was decoded", name)
		}
	}
	var all []*document
	if err := strictjson.Array([]byte(list(1_001, `{}`)), &all); err == nil || err.Error() != most || all != nil {
		t.Errorf("got %v", err)
	}
}

// TestRefusingTakesLittleMemory has documents that took hundreds of megabytes.
func TestRefusingTakesLittleMemory(t *testing.T) { //nolint:paralleltest // It counts allocations.
	for name, body := range map[string]string{
		"nodes":    "[" + strings.Repeat(`{"name":"1"},`, 43_000) + "{}]",
		"networks": `[{"list":[` + strings.Repeat("{},", 60_000) + "{}]}]",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var all []*document
		if err := strictjson.Array([]byte(body), &all); err == nil {
			t.Errorf("%s: no error", name)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(2*len(body)) {
			t.Errorf("%s: %d bytes to refuse %d", name, got, len(body))
		}
	}
}

func TestArray(t *testing.T) {
	t.Parallel()
	var list []*document
	if err := strictjson.Array([]byte(`[{"name":"a"},null]`), &list); err != nil || len(list) != 2 || list[1] != nil {
		t.Errorf("got %v, %v", list, err)
	}
	if err := strictjson.Array([]byte(`{}`), &list); err == nil || err.Error() != "expected an array, got an object" {
		t.Errorf("got %v", err)
	}
}
