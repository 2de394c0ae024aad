// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func connect(t *testing.T, s *simulator.Simulator, token string) *Client {
	t.Helper()
	options := Options{
		Host: s.QumuloHost(), Port: int64(s.QumuloPort()), Token: token, CACertificate: s.CACertificate(),
		Transport: transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 1, MaxBackoff: time.Millisecond, Stop: t.Context()},
	}
	if token == "" {
		options.Username, options.Password = simulator.Username, simulator.Password
	}
	c, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestListsMayBeLarge has a list that is past what a status may be.
func TestListsMayBeLarge(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s, simulator.Token)
	var elements []string
	for i := range 1_000 {
		elements = append(elements, fmt.Sprintf(`{"node_id":%d,"node_name":%q}`, 1_000-i, strings.Repeat("x", 2000)))
	}
	s.Set("/v2/network/interfaces/1/status/", "["+strings.Join(elements, ",")+"]")
	list, _, err := c.NetworkInterfaceStatuses(t.Context(), 1)
	if err != nil || len(list) != 1_000 || *list[0].NodeID != 1 {
		t.Errorf("got %d, %v", len(list), err)
	}
	s.InjectOnce("GET /v2/network/interfaces/", simulator.InjectedError{Body: "[" + strings.Repeat(" ", 17<<20) + "]"})
	_, _, err = c.NetworkInterfaces(t.Context())
	if failure, ok := errors.AsType[*transport.Error](err); !ok || failure.Expected != "a body of at most 16777216 bytes" {
		t.Errorf("got %v", err)
	}
}

func bearer(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}}
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		accepted        bool
		refused, left   string
		status, renewed int
		want            bool
	}{
		"a good answer":                   {false, "now", "now", 200, 0, false},
		"no answer":                       {false, "now", "now", 0, 0, false},
		"a fresh session is refused":      {false, "now", "", 401, 0, true},
		"and again":                       {false, "now", "", 401, 1, false},
		"a session that was good":         {true, "now", "", 401, 1, true},
		"but not without end":             {true, "now", "", 401, maxRenewals, false},
		"another read has renewed it":     {false, "old", "now", 401, 1, true},
		"an answer to an earlier session": {false, "old", "now", 200, 0, false},
	} {
		s := newSession(Options{}, &redact.Secrets{}, nil)
		s.current = &login{done: make(chan struct{}), token: "now"}
		close(s.current.done)
		if test.accepted && s.Renew(bearer("now"), 200, 0) {
			t.Errorf("%s: a good answer renews", name)
		}
		got, left := s.Renew(bearer(test.refused), test.status, test.renewed), ""
		if s.current != nil {
			left = s.current.token
		}
		if got != test.want || left != test.left {
			t.Errorf("%s: got %t with %q left", name, got, left)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`{"error_class":"c","description":"d","stack":["x"],"user_visible":true}`: {"c", "d"},
		`{"error_class":"c","stack":"x"}`:                                         {"c", ""},
		`{"description":"d"}`:                                                     {"", "d"},
		`{"description":null,"inner":{"error_class":"c","description":"d"}}`:      {"c", "d"},
		`{"inner":{"inner":{"description":"d"}}}`:                                 {"", "d"},
		`{"description":"outer","inner":{"description":"inner"}}`:                 {"", "outer (inner)"},
		`{"description":"a (b)","error_class":"c","inner":{"description":"d","inner":{"description":"e","error_class":"f"}}}`: {"c", "a (b) (d (e))"},
		strings.Repeat(`{"description":"d","inner":`, 20) + "{}" + strings.Repeat("}", 20):                                    {"", strings.Repeat("d (", 7) + "d" + strings.Repeat(")", 7)},
		`{"inner":"x"}`:     {},
		`{"description":5}`: {},
		`<html>`:            {},
	} {
		if got := describe(0, nil, []byte(body)); got != (transport.Description{Code: want[0], Message: want[1]}) {
			t.Errorf("%s: got %+v", body, got)
		}
	}
}

func FuzzDecodeStatus(f *testing.F) {
	for _, document := range []string{
		`{}`, `null`, `{"node_id":2,"network_statuses":[{"mtu":1500.0,"dns_servers":[null,"x"]}]}`, `{"interface_details":{"speed":1e400}}`,
		`{"node_name":"\ud800"}`, `{"a":{"b":[[[[`, "{\"\xff\":1}", `{"interface_status":"UP"}`,
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var (
			status *NetworkInterfaceStatus
			err    error
		)
		stopwatch.Bound(t, len(document), func() {
			status = &NetworkInterfaceStatus{}
			err = strictjson.Object(document, status)
		})
		if err != nil {
			if strict, ok := errors.AsType[*strictjson.Error](err); !ok || strict.Problem == "" || len(strict.Field) > 200 {
				t.Errorf("%q: got %T: %.300s", document, err, err)
			}
			return
		}
		for text := range texts(reflect.ValueOf(status)) {
			if !utf8.ValidString(text) {
				t.Errorf("%q: got %q, which is no text", document, text)
			}
		}
	})
}

// texts are the strings within a value.
func texts(v reflect.Value) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				texts(v.Elem())(yield)
			}
		case reflect.Struct:
			for _, field := range v.Fields() {
				texts(field)(yield)
			}
		case reflect.Slice:
			for i := range v.Len() {
				texts(v.Index(i))(yield)
			}
		case reflect.String:
			yield(v.String())
		}
	}
}

func FuzzDescribe(f *testing.F) {
	for _, body := range []string{`{"error_class":"c","description":"d"}`, `{"inner":{"inner":{"description":"d"}}}`, `{"inner":`, ``, `[]`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got transport.Description
		stopwatch.Bound(t, len(body), func() { got = describe(0, nil, body) })
		code, message := got.Code, got.Message
		if !utf8.ValidString(code) || !utf8.ValidString(message) {
			t.Errorf("%q: got %q, %q", body, code, message)
		}
		if len(code)+len(message) > len(body) {
			t.Errorf("%q says more than it has: %q, %q", body, code, message)
		}
	})
}
