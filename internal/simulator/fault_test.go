// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// transports runs a test for a status by plain HTTP, by TLS and by HTTP/2.
func transports(t *testing.T, test func(t *testing.T, s *simulator.Simulator, url, route string)) {
	t.Helper()
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		s := start(t, simulator.Options{})
		test(t, s, cloudflareURL(s, iconPath), "GET "+iconPath)
	})
	t.Run("TLS", func(t *testing.T) {
		t.Parallel()
		s := start(t, simulator.Options{})
		test(t, s, qumuloURL(s, statusPath), "GET "+statusPath)
	})
	t.Run("HTTP2", func(t *testing.T) {
		t.Parallel()
		s := start(t, simulator.Options{HTTP2: true})
		test(t, s, qumuloURL(s, statusPath), "GET "+statusPath)
	})
}

func TestFaultQueue(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	route := "GET " + statusPath
	status := func() int { return get(t, client, qumuloURL(s, statusPath)).status }

	s.FaultAlways(route, simulator.Fault{Status: http.StatusServiceUnavailable})
	s.Fault(route, simulator.Fault{Status: http.StatusInternalServerError}, simulator.Fault{})
	s.Fault(route, simulator.Fault{Status: http.StatusBadGateway})
	s.Fault("GET "+statusPath+"/", simulator.Fault{Status: http.StatusTeapot})
	for i, want := range []int{500, 200, 502, 503, 503} {
		if got := status(); got != want {
			t.Errorf("request %d: got %d, want %d", i, got, want)
		}
	}

	s.Fault(route, simulator.Fault{Status: http.StatusBadGateway})
	s.ClearFaults()
	if got := status(); got != http.StatusOK {
		t.Errorf("after clearing: got %d", got)
	}

	s.Fault(route, simulator.Fault{Status: http.StatusBadGateway}, simulator.Fault{Status: http.StatusTeapot, Always: true}, simulator.Fault{})
	for i, want := range []int{502, 418, 418} {
		if got := status(); got != want {
			t.Errorf("request %d with one that stays: got %d, want %d", i, got, want)
		}
	}
}

func TestFaultAnswer(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	html := http.Header{"content-type": {"text/html"}, "Retry-After": {"7"}}
	for _, test := range []struct {
		fault            simulator.Fault
		status           int
		qumulo, cloudfl  string
		contentType, has string
	}{
		{simulator.Fault{Status: 503}, 503, `"error_class":"http_error"`, `"code":10503`, "application/json", ""},
		{simulator.Fault{Status: 401}, 401, `"error_class":"http_unauthorized_error"`, `"code":10000`, "application/json", ""},
		{simulator.Fault{Status: 502, Body: "<html>", Header: html}, 502, "<html>", "<html>", "text/html", "7"},
		{simulator.Fault{Body: "garbage"}, 200, "garbage", "garbage", "application/json", ""},
		{simulator.Fault{Header: html}, 200, `{"node_id":2}`, `{"state":"Healthy"}`, "text/html", "7"},
	} {
		s.Fault("GET "+statusPath, test.fault)
		s.Fault("GET "+iconPath, test.fault)
		for url, want := range map[string]string{qumuloURL(s, statusPath): test.qumulo, cloudflareURL(s, iconPath): test.cloudfl} {
			got := get(t, client, url)
			got.expect(t, test.status, want)
			if got.header.Get("Content-Type") != test.contentType || got.header.Get("Retry-After") != test.has {
				t.Errorf("%+v came with %v", test.fault, got.header)
			}
		}
	}

	s.Fault("GET "+statusPath, simulator.Fault{Status: http.StatusOK},
		simulator.Fault{Status: http.StatusFound, Header: http.Header{"Location": {"https://other.example.com/"}}})
	if got := get(t, client, qumuloURL(s, statusPath)); got.status != http.StatusOK || got.body != "" {
		t.Errorf("an empty answer is %d %q", got.status, got.body)
	}
	redirect := get(t, client, qumuloURL(s, statusPath))
	if redirect.status != http.StatusFound || redirect.header.Get("Location") != "https://other.example.com/" {
		t.Errorf("a redirect is %d %v", redirect.status, redirect.header)
	}
}

func TestFaultAtLogin(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.Fault("POST /v1/session/login", simulator.Fault{Status: http.StatusBadGateway})
	login(t, client, s, simulator.Username, simulator.Password).expect(t, http.StatusBadGateway, "http_error")
	login(t, client, s, simulator.Username, simulator.Password).expect(t, http.StatusOK, "bearer_token")
	if s.Logins() != 1 {
		t.Errorf("%d logins, want 1", s.Logins())
	}
}

func TestFaultDelay(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		const delay = 50 * time.Millisecond
		s.Fault(route, simulator.Fault{Delay: delay})
		before := time.Now()
		get(t, newClient(t, s), url).expect(t, http.StatusOK, "{")
		if took := time.Since(before); took < delay {
			t.Errorf("answered after %v", took)
		}
	})
}

func TestFaultHang(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		s.Fault(route, simulator.Fault{Hang: true})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for len(s.Requests()) == 0 {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(50 * time.Millisecond)
			cancel()
		}()
		_, err := do(client, newRequest(t, http.MethodGet, url, "").WithContext(ctx))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want no answer", err)
		}
		if requests := s.Requests(); len(requests) != 1 || requests[0].Status != 0 {
			t.Errorf("recorded %+v", requests)
		}
		get(t, client, url).expect(t, http.StatusOK, "{")
	})
}

func TestFaultReset(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		s.Fault(route, simulator.Fault{Reset: true})
		_, err := do(client, newRequest(t, http.MethodGet, url, ""))
		// Go's HTTP/2 makes another error of it where the request has been sent whole.
		http2 := strings.HasSuffix(t.Name(), "/HTTP2") && errors.Is(err, io.ErrUnexpectedEOF)
		if !errors.Is(err, syscall.ECONNRESET) && !http2 {
			t.Errorf("got %v, want a connection reset", err)
		}
		get(t, client, url).expect(t, http.StatusOK, "{")
	})
}

func TestFaultCutOff(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		whole := get(t, client, url).body
		s.Fault(route, simulator.Fault{CutOff: true}, simulator.Fault{Status: 500, Body: "12345678", CutOff: true})
		for _, want := range []string{whole, "12345678"} {
			response, err := client.Do(newRequest(t, http.MethodGet, url, ""))
			if err != nil {
				t.Fatal(err)
			}
			if response.ContentLength != int64(len(want)) {
				t.Errorf("announced %d bytes of %d", response.ContentLength, len(want))
			}
			got, err := io.ReadAll(response.Body)
			if err == nil || string(got) != want[:len(want)/2] {
				t.Errorf("got %q of %q and %v", got, want, err)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
		}
		get(t, client, url).expect(t, http.StatusOK, "{")
	})
}

func TestFaultOversize(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		whole := get(t, client, url).body
		for _, size := range []int64{1 << 20, 1<<20 - 1, 200_000, 1} {
			s.Fault(route, simulator.Fault{Oversize: size})
			response, err := client.Do(newRequest(t, http.MethodGet, url, ""))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}

			if want := max(size, int64(len(whole))); int64(len(body)) != want || response.ContentLength != -1 ||
				response.StatusCode != http.StatusOK || !json.Valid(body) {
				t.Errorf("got %d with %d bytes, announced as %d, want %d",
					response.StatusCode, len(body), response.ContentLength, want)
			}
			if string(body[:1])+strings.TrimLeft(string(body[1:]), " ") != whole {
				t.Errorf("%d bytes begin with %.40q", size, body)
			}
		}
	})
}

// TestFaultOversizeIsStreamed reads the beginning of what fits into no memory.
func TestFaultOversizeIsStreamed(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		s.Fault(route, simulator.Fault{Oversize: 1 << 50})
		response, err := client.Do(newRequest(t, http.MethodGet, url, ""))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.CopyN(io.Discard, response.Body, 1<<20); err != nil {
			t.Errorf("read %d bytes: %v", n, err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestFaultDrip(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		const drip = 100 * time.Millisecond

		s.Fault(route, simulator.Fault{Body: "123456", Drip: drip})
		before := time.Now()
		response, err := newClient(t, s).Do(newRequest(t, http.MethodGet, url, ""))
		if err != nil {
			t.Fatal(err)
		}

		// A byte is there before the last one is sent, half a second later.
		first := make([]byte, 6)
		n, err := response.Body.Read(first)
		if err != nil || n == 0 || n == 6 {
			t.Errorf("the first read got %d bytes: %v", n, err)
		}
		rest, err := io.ReadAll(response.Body)
		if got := string(first[:n]) + string(rest); err != nil || got != "123456" {
			t.Errorf("got %q: %v", got, err)
		}
		if took := time.Since(before); took < 5*drip {
			t.Errorf("all of it came within %v", took)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestFaultExpireSessions(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	token := newSession(t, client, s)
	s.Fault("GET "+statusPath, simulator.Fault{ExpireSessions: true})
	for range 2 {
		getWith(t, client, s, statusPath, "Bearer "+token).expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	}
	getWith(t, client, s, statusPath, "Bearer "+newSession(t, client, s)).expect(t, http.StatusOK, "")
	token = newSession(t, client, s)
	s.Fault("GET "+statusPath, simulator.Fault{ExpireSessions: true, Status: http.StatusTemporaryRedirect})
	getWith(t, client, s, statusPath, "Bearer "+token).expect(t, http.StatusTemporaryRedirect, "")
	getWith(t, client, s, statusPath, "Bearer "+token).expect(t, http.StatusUnauthorized, "")
}

func TestFaultEchoRequest(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.Fault("POST /v1/session/login", simulator.Fault{EchoRequest: true})
	answered := login(t, client, s, simulator.Username, "the password")
	answered.expect(t, http.StatusBadRequest, `"description":"POST /v1/session/login\n`)
	answered.expect(t, http.StatusBadRequest, "the password")
	s.Fault("GET "+iconPath, simulator.Fault{EchoRequest: true, Status: http.StatusConflict})
	answered = get(t, client, cloudflareURL(s, iconPath))
	answered.expect(t, http.StatusConflict, `"success":false`)
	answered.expect(t, http.StatusConflict, "Authorization: Bearer "+simulator.APIToken)
}

func TestFaultReplacesDate(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	const skewed = "Thu, 01 Jan 2015 00:00:00 GMT"
	for route, url := range map[string]string{"GET " + statusPath: qumuloURL(s, statusPath), "GET " + iconPath: cloudflareURL(s, iconPath)} {
		s.FaultAlways(route, simulator.Fault{Header: http.Header{"Date": {skewed}}})
		got := get(t, client, url)
		got.expect(t, http.StatusOK, "")
		if dates := got.header.Values("Date"); len(dates) != 1 || dates[0] != skewed {
			t.Errorf("%s: got the dates %q", route, dates)
		}
	}
}

func TestFaultRules(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	rules := []simulator.FaultRule{
		{Request: "POST *", Fault: simulator.Fault{Status: 500}},
		{Request: "GET " + statusPath, Fault: simulator.Fault{Status: 501}, Times: 2},
		{Request: "* /v2/network/*", Fault: simulator.Fault{Status: 502}, Times: 1},
		{Request: "GET /client/*", Fault: simulator.Fault{Status: 503}},
	}
	s.SetFaults(rules...)
	s.Fault("GET "+statusPath, simulator.Fault{Status: http.StatusTeapot})
	for i, want := range []int{418, 501, 501, 502, 200} {
		get(t, client, qumuloURL(s, statusPath)).expect(t, want, "")
		if i == 0 {
			get(t, client, qumuloURL(s, "/v1/cluster/nodes/")).expect(t, http.StatusOK, "")
		}
	}
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusServiceUnavailable, `"code":10503`)
	login(t, client, s, simulator.Username, simulator.Password).expect(t, http.StatusInternalServerError, "")
	for i, rule := range s.Faults() {
		if want := []int{1, 2, 1, 1}[i]; rule.Shown != want || rule.Request != rules[i].Request {
			t.Errorf("%s was shown %d times, want %d", rule.Request, rule.Shown, want)
		}
	}
	s.ClearFaults()
	if got := s.Faults(); len(got) != 0 {
		t.Errorf("there are still the rules %v", got)
	}
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, "")
}

// TestFaultAnswerFunction gives each request a value of its own.
func TestFaultAnswerFunction(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.FaultAlways("GET "+statusPath, simulator.Fault{Answer: func(r simulator.Request) string {
		return fmt.Sprintf(`{"node_id":%d,"path":%q}`, len(s.RequestsTo("GET "+statusPath)), r.Path)
	}})
	for i := range 3 {
		get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusOK, fmt.Sprintf(`{"node_id":%d,"path":%q}`, i+1, statusPath))
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	transports(t, func(t *testing.T, s *simulator.Simulator, url, route string) {
		t.Helper()
		client := newClient(t, s)
		before := get(t, client, url).body
		arrived, release := s.Hold(route)
		held := make(chan reply, 1)
		request := newRequest(t, http.MethodGet, url, "")
		go func() {
			answered, _ := do(client, request)
			held <- answered
		}()
		got := <-arrived
		if got.Method+" "+got.Path != route || got.Status != 0 || time.Since(got.Time) > time.Minute {
			t.Errorf("%+v arrived", got)
		}

		// What changes meanwhile is in later answers alone.
		s.SetNetworkInterfaceStatus(1, 2, `{"node_id":2,"changed":true}`)
		s.SetInterconnectStatus(simulator.AccountID, "icon-1", `{"state":"changed"}`)
		get(t, client, url).expect(t, http.StatusOK, "changed")
		select {
		case early := <-held:
			t.Errorf("got %+v before the release", early)
		default:
		}
		release()
		release()
		if got := <-held; got.status != http.StatusOK || got.body != before {
			t.Errorf("got %d %q, want %q", got.status, got.body, before)
		}
		requests := s.RequestsTo(route)
		if len(requests) != 3 || requests[1].Time.After(requests[2].Time) || requests[1].Status != http.StatusOK {
			t.Errorf("recorded %+v", requests)
		}

		// A client that goes takes its request with it.
		arrived, release = s.Hold(route)
		defer release()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-arrived
			cancel()
		}()
		if _, err := do(client, newRequest(t, http.MethodGet, url, "").WithContext(ctx)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
