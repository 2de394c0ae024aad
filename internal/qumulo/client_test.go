// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
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

func connect(t *testing.T, s *simulator.Simulator, token string) *Client {
	t.Helper()
	options := Options{
		Host: s.QumuloHost(), Port: int64(s.QumuloPort()), Token: token, CACertificate: s.CACertificate(),
		Transport: transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 1, MaxBackoff: time.Millisecond},
	}
	if token == "" {
		options.Username, options.Password = simulator.Username, simulator.Password
	}
	c, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestNewOpensNoConnection(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	if c := connect(t, s, ""); !c.LogsIn() {
		t.Error("without a token it must log in")
	}
	if c := connect(t, s, "x"); c.LogsIn() {
		t.Error("with a token it needs no login")
	}
	if n := s.Connections(); n != 0 {
		t.Errorf("%d connections", n)
	}
	if _, err := New(Options{CACertificate: "x"}); !errors.Is(err, ErrCertificate) {
		t.Errorf("got %v", err)
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s, "")
	status, err := c.NetworkInterfaceStatus(t.Context(), 1, 2)
	if err != nil || *status.Value.NodeName != "qumulo-2" || status.Exchange.Status != 200 || status.Exchange.Attempts != 1 {
		t.Errorf("got %+v, %v", status, err)
	}
	statuses, err := c.NetworkInterfaceStatuses(t.Context(), 1)
	if err != nil || len(statuses.Value) != 4 {
		t.Errorf("got %+v, %v", statuses, err)
	}
	interfaces, err := c.NetworkInterfaces(t.Context())
	if err != nil || len(interfaces.Value) != 1 || *interfaces.Value[0].Name != "bond0" {
		t.Errorf("got %+v, %v", interfaces, err)
	}
	if s.Logins() != 1 {
		t.Errorf("%d logins", s.Logins())
	}
	for _, request := range s.Requests() {
		if (request.Method == http.MethodGet) != (request.Body == "") || request.Header.Get("Accept") != "application/json" {
			t.Errorf("%s has the body %q and accepts %q", request.Method, request.Body, request.Header.Get("Accept"))
		}
	}
	s.SetNetworkInterfaceStatuses(1, "{}")
	_, err = c.NetworkInterfaceStatuses(t.Context(), 1)
	if shape, ok := errors.AsType[*transport.ShapeError](err); !ok || shape.Error() != "expected an array, got an object" || shape.Excerpt != "{}" {
		t.Errorf("got %v", err)
	}
}

// TestListsMayBeLarge has a list that is past what a status may be.
func TestListsMayBeLarge(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s, simulator.Token)
	s.SetNetworkInterfaceStatuses(1, "["+strings.Repeat(`{"node_name":"x"},`, 100_000)+"{}]")
	list, err := c.NetworkInterfaceStatuses(t.Context(), 1)
	if err != nil || len(list.Value) != 100_001 {
		t.Errorf("got %d, %v", len(list.Value), err)
	}
	s.Fault("GET /v2/network/interfaces/", simulator.Fault{Oversize: 17 << 20})
	_, err = c.NetworkInterfaces(t.Context())
	if tooLarge, ok := errors.AsType[*transport.TooLargeError](err); !ok || tooLarge.Max != 16<<20 {
		t.Errorf("got %v", err)
	}
}

func TestASessionIsForgottenOnce(t *testing.T) {
	t.Parallel()
	s := &session{}
	s.begin("old")
	s.end("old")
	s.begin("new")
	s.end("old")
	if got := s.current(); got != "new" {
		t.Errorf("the new session was forgotten for the old one: %q", got)
	}
}

// TestCancelledReadsLeaveNothingBehind is judged by TestMain.
func TestCancelledReadsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	for _, route := range []string{loginRoute, "GET /v2/network/interfaces/1/status/2"} {
		for _, fault := range []simulator.Fault{{Hang: true}, {Drip: time.Hour}, {Status: 503, Header: map[string][]string{"Retry-After": {"300"}}}} {
			s := simulatortest.Start(t, simulator.Options{})
			s.FaultAlways(route, fault)
			c := connect(t, s, "")
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if _, err := c.NetworkInterfaceStatus(ctx, 1, 2); err == nil {
				t.Error("no error")
			}
			cancel()
		}
	}
}

const loginRoute = "POST " + loginPath

func TestDescribe(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`{"error_class":"c","description":"d","stack":["x"],"user_visible":true}`: {"c", "d"},
		`{"error_class":"c","stack":"x"}`:                                         {"c", ""},
		`{"description":"d"}`:                                                     {"", "d"},
		`{"description":null,"inner":{"error_class":"c","description":"d"}}`:      {"c", "d"},
		`{"inner":{"inner":{"description":"d"}}}`:                                 {"", "d"},
		`{"description":"outer","inner":{"description":"inner"}}`:                 {"", "outer"},
		`{"inner":null}`:     {},
		`{"inner":"x"}`:      {},
		`{"description":5}`:  {},
		`{}`:                 {},
		`[]`:                 {},
		``:                   {},
		`<html>`:             {},
		`{"description":"x"`: {},
		`null`:               {},
	} {
		if code, message := describe([]byte(body)); code != want[0] || message != want[1] {
			t.Errorf("%s: got %q, %q", body, code, message)
		}
	}
}

func TestDocumentedValuesAreDistinct(t *testing.T) {
	t.Parallel()
	for _, values := range [][]string{UpdateStatuses(), CableStatuses(), InterfaceStatuses()} {
		seen := map[string]bool{}
		for _, value := range values {
			if seen[value] || value != strings.ToUpper(value) {
				t.Errorf("%s is there twice, or isn't a value", value)
			}
			seen[value] = true
		}
	}
}

func TestHealthy(t *testing.T) {
	t.Parallel()
	applied, connected, up := "CHANGES_APPLIED", "CONNECTED", "UP"
	good := &NetworkInterfaceStatus{UpdateStatus: &applied, InterfaceDetails: &InterfaceDetails{CableStatus: &connected, InterfaceStatus: &up}}
	if faults := Healthy().Faults(good); len(faults) != 0 {
		t.Errorf("got %v", faults)
	}
	if faults := Healthy().Faults(&NetworkInterfaceStatus{}); len(faults) != 3 {
		t.Errorf("got %v", faults)
	}
	if faults := (Expectation{}).Faults(&NetworkInterfaceStatus{}); len(faults) != 0 {
		t.Errorf("nothing is expected: got %v", faults)
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
		status := &NetworkInterfaceStatus{}
		if err := strictjson.Object(document, status); err != nil {
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
		code, message := describe(body)
		if !utf8.ValidString(code) || !utf8.ValidString(message) {
			t.Errorf("%q: got %q, %q", body, code, message)
		}
		if len(code)+len(message) > len(body) {
			t.Errorf("%q says more than it has: %q, %q", body, code, message)
		}
	})
}
