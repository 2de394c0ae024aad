// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestOrder gives each request the first error that is for it and not used up.
func TestOrder(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.InjectOnce("GET "+statusPath, simulator.InjectedError{Status: 500}, simulator.InjectedError{}, simulator.InjectedError{Status: 502, Times: 2})
	s.Inject("* /v2/*", simulator.InjectedError{Status: 503})
	s.Inject("POST /*", simulator.InjectedError{Status: 418})
	for i, want := range []int{500, 200, 502, 502, 503, 503} {
		if got := get(t, s, statusPath).status; got != want {
			t.Errorf("request %d: got %d, want %d", i, got, want)
		}
	}
	if got := get(t, s, "/v3/network/status/2").status; got != http.StatusOK {
		t.Errorf("another path got %d", got)
	}
	s.ClearErrors()
	if got := get(t, s, statusPath).status; got != http.StatusOK {
		t.Errorf("after clearing: got %d", got)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	html := map[string]string{"content-type": "text/html", "Retry-After": "7"}
	for _, test := range []struct {
		injected           simulator.InjectedError
		status             int
		qumulo, cloudflare string
		contentType, wait  string
	}{
		{simulator.InjectedError{Status: 503}, 503, `"error_class":"http_error"`, `"code":10503`, "application/json", ""},
		{simulator.InjectedError{Status: 429}, 429, `"error_class":"http_error"`, `"code":971`, "application/json", ""},
		{simulator.InjectedError{Status: 502, Body: "<html>", Headers: html}, 502, "<html>", "<html>", "text/html", "7"},
		{simulator.InjectedError{Body: "garbage"}, 200, "garbage", "garbage", "application/json", ""},
		{simulator.InjectedError{Headers: html}, 200, `"node_id": 2`, `{"state":"Healthy"}`, "text/html", "7"},
		{simulator.InjectedError{Status: 204}, 204, "", "", "application/json", ""},
		{simulator.InjectedError{EchoRequest: true}, 400, `Authorization: Bearer access-v1:simulator`, `Authorization: Bearer simulator-api-token`, "application/json", ""},
	} {
		s.InjectOnce("* /*", test.injected, test.injected)
		for path, want := range map[string]string{statusPath: test.qumulo, iconPath: test.cloudflare} {
			got := get(t, s, path)
			got.expect(t, test.status, want)
			if got.header.Get("Content-Type") != test.contentType || got.header.Get("Retry-After") != test.wait || (got.header.Get("Cf-Ray") == "") != (path == statusPath) {
				t.Errorf("%+v came with %v", test.injected, got.header)
			}
		}
	}
}

// TestBrokenAnswers breaks what is sent by plain HTTP, by TLS and by HTTP/2.
func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options simulator.Options
		path    string
	}{
		"plain": {simulator.Options{}, iconPath}, "TLS": {simulator.Options{}, statusPath}, "HTTP/2": {simulator.Options{HTTP2: true}, statusPath},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, test.options)
			s.SetLatency(10 * time.Millisecond)
			whole := strings.Repeat("x", 100)
			s.InjectOnce("GET "+test.path, simulator.InjectedError{Reset: true}, simulator.InjectedError{Body: whole, CutOff: true},
				simulator.InjectedError{Body: whole, Drip: time.Millisecond}, simulator.InjectedError{Delay: 50 * time.Millisecond})
			exchange := func() (reply, time.Duration, error) {
				before := time.Now()
				got, err := do(newClient(t, s.CACertificate()), newRequest(t, s, http.MethodGet, test.path, ""))
				return got, time.Since(before), err
			}
			if _, _, err := exchange(); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("a reset: got %v", err)
			}
			if got, _, err := exchange(); err == nil || got.body != whole[:50] {
				t.Errorf("a body cut off: got %q, %v", got.body, err)
			}
			if got, took, err := exchange(); err != nil || got.body != whole || took < 100*time.Millisecond {
				t.Errorf("a body that drips: got %q in %s, %v", got.body, took, err)
			}
			if got, took, err := exchange(); err != nil || got.status != http.StatusOK || took < 60*time.Millisecond {
				t.Errorf("a delay: got %d in %s, %v", got.status, took, err)
			}
		})
	}
}

// TestHold keeps an answer that was made before a change.
func TestHold(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	arrived, release := s.Hold("GET " + iconPath)
	go func() {
		if request := <-arrived; request.Path != iconPath {
			t.Errorf("got %+v", request)
		}
		s.Set(iconPath, `{"state":"Down"}`)
		release()
	}()
	get(t, s, iconPath).expect(t, http.StatusOK, "Healthy")
	get(t, s, iconPath).expect(t, http.StatusOK, "Down")
}
