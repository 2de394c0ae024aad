// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const (
	statusPath = "/v2/network/interfaces/1/status/2"
	iconPath   = "/client/v4/accounts/" + simulator.AccountID + "/cni/interconnects/icon-fra-1/status"
)

// TestMain fails if a closed simulator has left a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// newClient returns a client that trusts a certificate and follows no redirect.
func newClient(t *testing.T, trusted string) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(trusted)) {
		t.Fatalf("no certificate in %q", trusted)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// newRequest returns a request to the service that has the path, with its token.
func newRequest(t *testing.T, s *simulator.Simulator, method, path, body string) *http.Request {
	t.Helper()
	url, token := fmt.Sprintf("https://%s%s", net.JoinHostPort(s.QumuloHost(), strconv.Itoa(s.QumuloPort())), path), simulator.Token
	if rest, ok := strings.CutPrefix(path, "/client/v4/"); ok {
		url, token = s.CloudflareURL()+rest, simulator.APIToken
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return request
}

// reply is an answer whose body has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request and reads its answer, whose body may end early.
func do(client *http.Client, request *http.Request) (reply, error) {
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(body)}, errors.Join(err, response.Body.Close())
}

// get gets a path with the default token.
func get(t *testing.T, s *simulator.Simulator, path string) reply {
	t.Helper()
	return send(t, s, newRequest(t, s, http.MethodGet, path, ""))
}

// send sends a request that must be answered.
func send(t *testing.T, s *simulator.Simulator, request *http.Request) reply {
	t.Helper()
	answered, err := do(newClient(t, s.CACertificate()), request)
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

// expect compares a status and a part of the body.
func (r reply) expect(t *testing.T, status int, part string) {
	t.Helper()
	if r.status != status || !strings.Contains(r.body, part) {
		t.Errorf("got %d %q, want %d with %q", r.status, r.body, status, part)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Set(simulator.InterconnectStatus("other", "icon 7/ü"), `{"state" : "Healthy"}`)
	for path, want := range map[string]string{
		"/client/v4/accounts/other/cni/interconnects/icon%207%2f%C3%BC/status":          `{"state" : "Healthy"}`,
		"/client/v4/accounts/other/cni/interconnects":                                   `{"items":[],"next":null}`,
		simulator.Interconnects(simulator.AccountID) + "?site=ams&type=direct&limit=1":  `"next":1`,
		simulator.Interconnects(simulator.AccountID) + "?site=ams&type=direct&cursor=1": `"next":null`,
	} {
		get(t, s, path).expect(t, http.StatusOK, want)
	}
	for path, want := range map[string]string{
		"/v2/network/interfaces/1/status/4":                          "fs_no_such_entry_error",
		"/v2/network/interfaces/2/status/":                           "fs_no_such_entry_error",
		"/v1/cluster/nodes":                                          "fs_no_such_entry_error",
		"/v3/network/status/":                                        "fs_no_such_entry_error",
		"/client/v4/accounts/none/cni/interconnects":                 `"code":7003`,
		"/client/v4/accounts/other":                                  `"code":7003`,
		simulator.InterconnectStatus(simulator.AccountID, "icon-xy"): `"code":10404`,
	} {
		get(t, s, path).expect(t, http.StatusNotFound, want)
	}
	send(t, s, newRequest(t, s, http.MethodDelete, statusPath, "")).expect(t, http.StatusNotFound, "")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	before := time.Now()
	post := newRequest(t, s, http.MethodPost, "/v1/a%2Fb//../c?x=%20y", "the body")
	post.Header.Set("X-Test", "one")
	send(t, s, post)
	get(t, s, iconPath)
	s.InjectOnce("GET "+iconPath, simulator.InjectedError{Reset: true})
	if _, err := do(newClient(t, s.CACertificate()), newRequest(t, s, http.MethodGet, iconPath, "")); err == nil {
		t.Error("a reset request was answered")
	}
	requests := s.Requests()
	if len(requests) != 3 || s.Connections() != 3 {
		t.Fatalf("got %+v by %d connections", requests, s.Connections())
	}
	first := requests[0]
	if first.Service != "qumulo" || first.Method != http.MethodPost || first.Path != "/v1/a%2Fb//../c" ||
		first.Query != "x=%20y" || first.Header.Get("X-Test") != "one" || first.Body != "the body" ||
		first.Status != http.StatusNotFound || first.Time.Before(before) || first.RemoteAddr == requests[1].RemoteAddr {
		t.Errorf("the first request is recorded as %+v", first)
	}
	if second := requests[1]; second.Service != "cloudflare" || second.Path != iconPath || second.Status != http.StatusOK || requests[2].Status != 0 {
		t.Errorf("the others are recorded as %+v", requests[1:])
	}
	s.ResetRequests()
	if requests := s.Requests(); len(requests) != 0 {
		t.Errorf("%d requests are left", len(requests))
	}
}

// TestEcho has what a client sent: without it, the tests of secrets would find nothing.
func TestEcho(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Inject("* /*", simulator.InjectedError{EchoRequest: true})
	get(t, s, statusPath).expect(t, http.StatusBadRequest, "Authorization: Bearer "+simulator.Token)
	get(t, s, iconPath).expect(t, http.StatusBadRequest, "Authorization: Bearer "+simulator.APIToken)
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.SetRateLimit(1, time.Hour)
	for _, status := range []int{http.StatusOK, http.StatusTooManyRequests} {
		got := get(t, s, iconPath)
		wait, ok := strings.CutPrefix(got.header.Get("Ratelimit"), `"default";r=0;t=`)
		if status == http.StatusOK {
			wait = ""
		}
		if got.status != status || !ok || got.header.Get("Retry-After") != wait || got.header.Get("Ratelimit-Policy") != `"default";q=1;w=3600` {
			t.Errorf("got %+v, want %d", got, status)
		}
	}
}

// TestClose closes a simulator whose answers hang, wait and drip.
func TestClose(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s.CACertificate())
	injected := []simulator.InjectedError{{Hang: true}, {Delay: time.Hour}, {Drip: time.Hour}}
	ended := make(chan error, 2*len(injected))
	for _, path := range []string{statusPath, iconPath} {
		s.InjectOnce("GET "+path, injected...)
		for range injected {
			request := newRequest(t, s, http.MethodGet, path, "")
			go func() {
				_, err := do(client, request)
				ended <- err
			}()
		}
	}
	for len(s.Requests()) < cap(ended) {
		time.Sleep(time.Millisecond)
	}
	s.Close()
	for range cap(ended) {
		if err := <-ended; err == nil {
			t.Error("a hanging request was answered")
		}
	}
	s.Close() // does nothing any more
}
