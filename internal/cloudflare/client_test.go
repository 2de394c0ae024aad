// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const account = simulator.AccountID

func connect(tb testing.TB, baseURL string) *Client {
	tb.Helper()
	c := New(Options{
		BaseURL: baseURL, APIToken: simulator.APIToken,
		Transport: transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 1, MaxBackoff: time.Millisecond, UserAgent: "agent"},
	})
	return c
}

func TestInterconnectStatus(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s.CloudflareURL())
	if s.Connections() != 0 {
		t.Error("a client was made with a connection")
	}
	status, info, err := c.InterconnectStatus(t.Context(), account, "icon-ams-1")
	if err != nil || *status.State != "Down" || *status.Reason != "No light is received on the cross-connect." || info.RequestID == "" {
		t.Errorf("got %+v, %+v, %v", status, info, err)
	}
	request := s.Requests()[0]
	if request.Method != http.MethodGet || request.Body != "" || request.Query != "" || request.Header.Get("User-Agent") != "agent" || request.Header.Get("Authorization") != "Bearer "+simulator.APIToken {
		t.Errorf("got %+v", request)
	}
	for _, segments := range [][2]string{{"", "x"}, {"x", ".."}, {".", "x"}, {"x", "a\x00"}, {"x", "\xff"}} {
		if _, _, err := c.InterconnectStatus(t.Context(), segments[0], segments[1]); err == nil {
			t.Errorf("%q: got %v", segments, err)
		}
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestPages follows a list over its pages, and not in a circle.
func TestPages(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s.CloudflareURL())
	var items []string
	for i := range 60 {
		items = append(items, fmt.Sprintf(`{"name":"icon-%d","site":"%s","type":"direct"}`, i, []string{"a&b", "c"}[i%2]))
	}
	s.SetInterconnectItems(account, items...)
	all, _, err := c.Interconnects(t.Context(), account, Filter{})
	if err != nil || len(all) != 60 || *all[59].Name != "icon-59" {
		t.Errorf("got %d, %v", len(all), err)
	}
	some, _, err := c.Interconnects(t.Context(), account, Filter{Site: "a&b", Type: "direct"})
	if err != nil || len(some) != 30 {
		t.Errorf("got %d, %v", len(some), err)
	}
	for name, test := range map[string]struct {
		pages []string
		want  string
	}{
		"none":         {[]string{`{"items":[],"next":null}`}, ""},
		"missing next": {[]string{`{"items":[{"name":"a"}]}`}, ""},
		"enveloped":    {[]string{`{"success":true,"result":{"items":[],"next":null}}`}, ""},
		"no items":     {[]string{`{"next":null}`}, "items: expected an array, got none"},
		"a circle":     {[]string{`{"items":[],"next":1}`, `{"items":[],"next":1}`}, "next: the page leads back to cursor 1, which has been read"},
		"a text":       {[]string{`{"items":[],"next":"1"}`}, "next: expected an integer, got a string"},
	} {
		s.SetInterconnects(account, test.pages...)
		_, _, err := c.Interconnects(t.Context(), account, Filter{})
		if shape, ok := errors.AsType[*transport.ShapeError](err); ok != (test.want != "") || (ok && shape.Error() != test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestCancelledReadsLeaveNothingBehind is judged by TestMain.
func TestCancelledReadsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{{Hang: true}, {Drip: time.Hour}, {Status: 429, Header: http.Header{"Retry-After": {"300"}}}} {
		s := simulatortest.Start(t, simulator.Options{})
		s.FaultAlways("GET /client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status", fault)
		c := connect(t, s.CloudflareURL())
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		if _, _, err := c.InterconnectStatus(ctx, account, "icon-fra-1"); err == nil {
			t.Error("no error")
		}
		cancel()
	}
}

func TestCheckSegment(t *testing.T) {
	t.Parallel()
	for value, good := range map[string]bool{
		"a": true, "...": true, "a/b": true, "%2e": true, " ": true, "é": true, "\u00a0": true, "😀": true,
		"": false, ".": false, "..": false, "\x00": false, "a\x1f": false, "\x7f": false, "\u0080": false, "\u009f": false, "\xff": false, "\ufffd": false,
	} {
		if err := CheckSegment(value); (err == nil) != good {
			t.Errorf("%q: got %v", value, err)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`{"success":false,"errors":[{"code":7003,"message":"No route"}]}`: {"7003", "No route"},
		`{"errors":[{"code":1,"message":"a"},{"code":2,"message":"b"}]}`:  {"1, 2", "a; b"},
		`{"errors":[{"code":1e3},null,{"message":"b"}]}`:                  {"1e3", "b"},
		`{"errors":[{"code":"x","message":"a"}]}`:                         {"", "a"},
		`{"errors":[]}`: {}, `{"errors":null}`: {}, `{"errors":{}}`: {}, `{"errors":[5]}`: {}, `{}`: {}, `[]`: {}, ``: {}, `<html>`: {},
	} {
		if got := describe(0, []byte(body)); got != (transport.Description{Code: want[0], Message: want[1]}) {
			t.Errorf("%s: got %+v", body, got)
		}
	}
}

func TestHealthy(t *testing.T) {
	t.Parallel()
	for _, state := range States() {
		mismatches := Healthy().Mismatches(&InterconnectStatus{State: &state})
		if (len(mismatches) == 0) != (state == StateHealthy) {
			t.Errorf("%s: got %v", state, mismatches)
		}
	}
	if mismatches := Healthy().Mismatches(&InterconnectStatus{}); len(mismatches) != 1 {
		t.Errorf("no state: got %v", mismatches)
	}
	if mismatches := (Expectation{}).Mismatches(&InterconnectStatus{}); len(mismatches) != 0 {
		t.Errorf("nothing is expected: got %v", mismatches)
	}
}

func FuzzDecodeStatus(f *testing.F) {
	for _, document := range []string{
		`{"state":"Down","reason":"x"}`, `{"success":true,"result":{"state":"Healthy"}}`, `{"success":false,"errors":[{"code":1,"message":"x"}]}`,
		`{"state":5}`, `null`, `[]`, `{}`, ``, `{"state":"x"`, `{"result":{"state":"x"}}`, `{"success":true,"result":`,
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		inner, failed, err := unwrap(document)
		if failed {
			return
		}
		var status *InterconnectStatus
		if err == nil {
			status, err = decodeStatus(inner)
		}
		if err == nil {
			if status == nil || status.State == nil || !utf8.ValidString(*status.State) || !strings.Contains(string(document), `"state"`) && !strings.Contains(string(document), `\u`) {
				t.Errorf("%q: got %+v", document, status)
			}
			return
		}
		if _, ok := errors.AsType[*strictjson.Error](err); !ok || err.Error() == "" {
			t.Errorf("%q: got %T", document, err)
		}
	})
}

func FuzzDescribe(f *testing.F) {
	for _, body := range []string{`{"errors":[{"code":7003,"message":"No route"},null]}`, `{"errors":[`, ``, `{"errors":[{"code":1e9}]}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := describe(0, body)
		code, message := got.Code, got.Message
		if !utf8.ValidString(code) || !utf8.ValidString(message) || strings.ContainsAny(code, `"{}[]`) {
			t.Errorf("%q: got %q, %q", body, code, message)
		}
	})
}

// FuzzSegments sends accounts and icons through the SDK, and looks at what arrives.
func FuzzSegments(f *testing.F) {
	f.Add("account", "icon")
	f.Add("a/../../x?y#z", "..%2f..")
	f.Add(`\`, " ;=&+,:@$!*'()")
	f.Add("%", "%zz%00")
	f.Add("{account_id}", "http://example.com")
	var mu sync.Mutex
	var arrived []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		arrived = append(arrived, r.RequestURI)
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"state":"Healthy"}`)
	}))
	f.Cleanup(server.Close)
	c := connect(f, server.URL+"/base/v4/")
	f.Fuzz(func(t *testing.T, accountID, icon string) {
		mu.Lock()
		arrived = nil
		mu.Unlock()
		_, _, err := c.InterconnectStatus(t.Context(), accountID, icon)
		mu.Lock()
		defer mu.Unlock()
		if CheckSegment(accountID) != nil || CheckSegment(icon) != nil {
			if err == nil {
				t.Errorf("%q, %q: no error", accountID, icon)
			}
			if len(arrived) != 0 {
				t.Errorf("%q, %q: refused, and yet %q arrived", accountID, icon, arrived)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q, %q: %v", accountID, icon, err)
		}
		if len(arrived) != 1 {
			t.Fatalf("%q, %q: got requests %q", accountID, icon, arrived)
		}
		segments := strings.Split(arrived[0], "/")
		if len(segments) != 9 || strings.Contains(arrived[0], "?") {
			t.Fatalf("%q, %q: got %q", accountID, icon, arrived[0])
		}
		gotAccount, err1 := url.PathUnescape(segments[4])
		gotIcon, err2 := url.PathUnescape(segments[7])
		segments[4], segments[7] = "", ""
		if err1 != nil || err2 != nil || gotAccount != accountID || gotIcon != icon || strings.Join(segments, "/") != "/base/v4/accounts//cni/interconnects//status" {
			t.Errorf("%q, %q: got %q", accountID, icon, arrived[0])
		}
	})
}
