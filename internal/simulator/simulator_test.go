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
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
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
		"/v1/cluster/nodes/":                "",
		"/v1/cluster/nodes/5":               `"node_name": "qumulo-5"`,
		"/v2/network/interfaces/":           `"name": "bond0"`,
		"/v2/network/interfaces/1":          `"name": "bond0"`,
		"/v2/network/interfaces/1/status/":  `"node_name": "qumulo-5"`,
		"/v2/network/interfaces/1/status/5": `"address": "10.20.0.15"`,
		"/v3/network/status":                `"node_name": "qumulo-5"`,
		"/v3/network/status/5":              `"address": "10.20.0.15"`,
		iconPath:                            `{"state":"Healthy"}`,
		simulator.Interconnect(simulator.AccountID, simulator.Icon):                     `"name": "icon-fra-1"`,
		simulator.InterconnectStatus(simulator.OtherAccountID, simulator.OtherIcon):     `{"state":"Healthy"}`,
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

func TestListsAreMadeOfTheirElements(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Remove("/v1/cluster/nodes/5")
	for _, path := range []string{"/v1/cluster/nodes/", "/v2/network/interfaces/1/status/", "/v3/network/status"} {
		if got := get(t, s, path); strings.Contains(got.body, "qumulo-5") || !strings.Contains(got.body, "qumulo-3") {
			t.Errorf("%s: got %s", path, got.body)
		}
	}
	s.Set("/v3/network/status", "no list")
	get(t, s, "/v3/network/status").expect(t, http.StatusOK, "no list")
	s.Set(simulator.Interconnects("x"), "first")
	s.Set(simulator.Interconnects("x")+"?cursor=1", "second")
	get(t, s, simulator.Interconnects("x")+"?limit=1000").expect(t, http.StatusOK, "first")
	get(t, s, simulator.Interconnects("x")+"?cursor=1&limit=1000").expect(t, http.StatusOK, "second")
	s.Remove("/v2/network/interfaces/1")
	get(t, s, "/v2/network/interfaces/").expect(t, http.StatusOK, "[]")
	get(t, s, "/v2/network/interfaces/1/status/").expect(t, http.StatusNotFound, "")
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	login := func(password string) reply {
		return send(t, s, newRequest(t, s, http.MethodPost, "/v1/session/login", fmt.Sprintf(`{"username":"admin","password":%q}`, password)))
	}
	login("other").expect(t, http.StatusUnauthorized, "Incorrect username or password.")
	session := login(simulator.Password)
	session.expect(t, http.StatusOK, `{"bearer_token":"session-v1:`)
	read := func(path string, headers ...string) reply {
		request := newRequest(t, s, http.MethodGet, path, "")
		request.Header.Del("Authorization")
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		return send(t, s, request)
	}
	bearer := "Bearer " + strings.Trim(strings.TrimPrefix(session.body, `{"bearer_token":`), `"}`)
	read(statusPath, "Authorization", bearer).expect(t, http.StatusOK, "")
	s.ExpireSessions()
	read(statusPath, "Authorization", bearer).expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	read(statusPath).expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	read(iconPath, "X-Auth-Key", simulator.APIKey, "X-Auth-Email", simulator.Email).expect(t, http.StatusOK, "")
	read(iconPath, "X-Auth-Key", simulator.APIKey).expect(t, http.StatusForbidden, `"code":10000`)
	read(iconPath, "Authorization", "Bearer other").expect(t, http.StatusForbidden, `"code":10000`)
	if n := s.Logins(); n != 1 {
		t.Errorf("%d logins", n)
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options simulator.Options
		trusted func(*simulator.Simulator) string
		want    string // of the error
	}{
		"the simulator's CA":      {simulator.Options{}, (*simulator.Simulator).CACertificate, ""},
		"expired":                 {simulator.Options{Expired: true}, (*simulator.Simulator).CACertificate, "certificate has expired"},
		"its own authority":       {simulator.Options{SelfSigned: true}, (*simulator.Simulator).LeafCertificate, ""},
		"self-signed, and the CA": {simulator.Options{SelfSigned: true}, (*simulator.Simulator).CACertificate, "unknown authority"},
		"an impostor":             {simulator.Options{SelfSigned: true}, (*simulator.Simulator).ImpostorCertificate, "certificate"},
		"no name":                 {simulator.Options{NoSAN: true}, (*simulator.Simulator).CACertificate, "doesn't contain any IP SANs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, test.options)
			_, err := do(newClient(t, test.trusted(s)), newRequest(t, s, http.MethodGet, statusPath, ""))
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if trusted := strings.Join(s.Environment(), ""); test.options.SelfSigned != strings.Contains(trusted, s.LeafCertificate()) {
				t.Errorf("the environment is %q", trusted)
			}
		})
	}
}

func TestProtocols(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		s := simulatortest.Start(t, simulator.Options{HTTP2: http2, CloudflareTLS: true, Names: []string{"qumulo.example"}})
		for path, want := range map[string]bool{statusPath: http2, iconPath: false} {
			response, err := newClient(t, s.CACertificate()).Do(newRequest(t, s, http.MethodGet, path, ""))
			if err != nil {
				t.Fatal(err)
			}
			if got := response.ProtoMajor == 2; got != want {
				t.Errorf("HTTP2 %t: %s came by %s", http2, path, response.Proto)
			}
			if names := response.TLS.PeerCertificates[0].DNSNames; path == statusPath && names[1] != "qumulo.example" {
				t.Errorf("the names are %q", names)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestListening(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{Host: "127.0.0.2"})
	get(t, s, statusPath).expect(t, http.StatusOK, "")
	for want, options := range map[string]simulator.Options{
		"is in use, perhaps by another simulator": {Host: "127.0.0.2", Port: s.QumuloPort()},
		`"localhost" is no loopback address`:      {Host: "localhost"},
		`"0.0.0.0" is no loopback address`:        {Host: "0.0.0.0"},
		"there is no port 65536":                  {Port: 65536},
	} {
		if _, err := simulator.Start(options); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
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
	s.SetRateLimit(1, 50*time.Millisecond)
	get(t, s, iconPath).expect(t, http.StatusOK, "")
	deadline := time.Now().Add(10 * time.Second)
	for get(t, s, iconPath).status != http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("the limit did not end with its window")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestClose closes a simulator whose answers hang, wait and drip.
func TestClose(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		s := simulatortest.Start(t, simulator.Options{HTTP2: http2})
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
}
