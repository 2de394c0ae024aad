// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
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
	iconPath   = "/client/v4/accounts/" + simulator.AccountID + "/cni/interconnects/icon-1/status"
)

// TestMain fails where a closed simulator has left a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// start starts a simulator that serves one status on each side.
func start(t *testing.T, opts simulator.Options) *simulator.Simulator {
	t.Helper()
	s, err := simulator.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.SetNetworkInterfaceStatus(1, 2, `{"node_id":2}`)
	s.SetInterconnectStatus(simulator.AccountID, "icon-1", `{"state":"Healthy"}`)
	return s
}

// newClient returns a client that trusts the simulator and follows no redirect.
func newClient(t *testing.T, s *simulator.Simulator) *http.Client {
	t.Helper()
	return newClientFor(t, s, "")
}

// newClientFor is newClient with a name that the server's certificate must have.
func newClientFor(t *testing.T, s *simulator.Simulator, name string) *http.Client {
	t.Helper()
	return newClientTrusting(t, s.CACertificate(), name)
}

func newClientTrusting(t *testing.T, trusted, name string) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(trusted)) {
		t.Fatalf("no certificate in %q", trusted)
	}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, ServerName: name, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// qumuloURL returns the URL of a path at Qumulo.
func qumuloURL(s *simulator.Simulator, path string) string {
	return "https://" + net.JoinHostPort(s.QumuloHost(), strconv.Itoa(s.QumuloPort())) + path
}

// cloudflareURL returns the URL of a path, from its root, at Cloudflare.
func cloudflareURL(s *simulator.Simulator, path string) string {
	return strings.TrimSuffix(s.CloudflareURL(), "/client/v4/") + path
}

// newRequest returns a request with both services' default tokens.
func newRequest(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+simulator.Token)
	if strings.Contains(url, "/client/v4/") {
		request.Header.Set("Authorization", "Bearer "+simulator.APIToken)
	}
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

// send is do for a request that must be answered.
func send(t *testing.T, client *http.Client, request *http.Request) reply {
	t.Helper()
	answered, err := do(client, request)
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

// get gets a URL with the default token.
func get(t *testing.T, client *http.Client, url string) reply {
	t.Helper()
	return send(t, client, newRequest(t, http.MethodGet, url, ""))
}

// expect compares a status and a part of the body.
func (r reply) expect(t *testing.T, status int, part string) {
	t.Helper()
	if r.status != status || !strings.Contains(r.body, part) {
		t.Errorf("got %d %q, want %d with %q", r.status, r.body, status, part)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{Token: "access-v1:other", APIToken: "other", AccountID: "1234"})
	want := []string{
		"QUMULO_HOST=127.0.0.1",
		"QUMULO_PORT=" + strconv.Itoa(s.QumuloPort()),
		"QUMULO_TOKEN=access-v1:other",
		"QUMULO_CA_CERTIFICATE=" + s.CACertificate(),
		"CLOUDFLARE_BASE_URL=" + s.CloudflareURL(),
		"CLOUDFLARE_API_TOKEN=other",
		"CLOUDFLARE_ACCOUNT_ID=1234",
	}
	got := s.Environment()
	for _, variable := range want {
		if !slices.Contains(got, variable) {
			t.Errorf("got %q, which has no %q", got, variable)
		}
	}
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{Names: []string{"qumulo.example.com"}})
	for _, name := range []string{"127.0.0.1", "::1", "localhost", "qumulo.example.com"} {
		get(t, newClientFor(t, s, name), qumuloURL(s, statusPath)).expect(t, http.StatusOK, `"node_id":2`)
	}

	_, err := do(newClientFor(t, s, "other.example.com"), newRequest(t, http.MethodGet, qumuloURL(s, statusPath), ""))
	if _, ok := errors.AsType[x509.HostnameError](err); !ok {
		t.Errorf("got %v, want a host name error", err)
	}

	other := newClient(t, start(t, simulator.Options{}))
	_, err = do(other, newRequest(t, http.MethodGet, qumuloURL(s, statusPath), ""))
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		t.Errorf("got %v, want an unknown authority error", err)
	}
}

func TestExpiredCertificate(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{Expired: true, CloudflareTLS: true})
	client := newClient(t, s)
	_, err := do(client, newRequest(t, http.MethodGet, qumuloURL(s, statusPath), ""))
	invalid, ok := errors.AsType[x509.CertificateInvalidError](err)
	if !ok || invalid.Reason != x509.Expired {
		t.Errorf("got %v, want an expired certificate", err)
	}
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, "Healthy")
}

func TestSelfSignedCertificate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options simulator.Options
		trusted func(*simulator.Simulator) string
		want    string // of the error
	}{
		"its own authority":       {simulator.Options{SelfSigned: true}, (*simulator.Simulator).LeafCertificate, ""},
		"the simulator's":         {simulator.Options{SelfSigned: true}, (*simulator.Simulator).CACertificate, "unknown authority"},
		"an impostor":             {simulator.Options{SelfSigned: true}, (*simulator.Simulator).ImpostorCertificate, "certificate"},
		"no name":                 {simulator.Options{NoSAN: true}, (*simulator.Simulator).CACertificate, "doesn't contain any IP SANs"},
		"no name, and no CA":      {simulator.Options{NoSAN: true, SelfSigned: true}, (*simulator.Simulator).LeafCertificate, "doesn't contain any IP SANs"},
		"the leaf of a real CA":   {simulator.Options{}, (*simulator.Simulator).LeafCertificate, ""},
		"an impostor of the leaf": {simulator.Options{}, (*simulator.Simulator).ImpostorCertificate, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.options)
			client := newClientTrusting(t, test.trusted(s), "")
			got, err := do(client, newRequest(t, http.MethodGet, qumuloURL(s, statusPath), ""))
			if test.want == "" && (err != nil || got.status != http.StatusOK) || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %d, %v, want the error %q", got.status, err, test.want)
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
		s := start(t, simulator.Options{HTTP2: http2, CloudflareTLS: true})
		client := newClient(t, s)

		for url, want := range map[string]bool{qumuloURL(s, statusPath): http2, cloudflareURL(s, iconPath): false} {
			response, err := client.Do(newRequest(t, http.MethodGet, url, ""))
			if err != nil {
				t.Fatal(err)
			}
			if got := response.ProtoMajor == 2; got != want {
				t.Errorf("HTTP2 %t: %s came by %s", http2, url, response.Proto)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback: ", err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s := start(t, simulator.Options{Host: "::1"})
	get(t, newClient(t, s), qumuloURL(s, statusPath)).expect(t, http.StatusOK, `"node_id":2`)
	if s.QumuloHost() != "::1" {
		t.Errorf("the host is %s", s.QumuloHost())
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"localhost", "0.0.0.0", "192.0.2.1", "::"} {
		if s, err := simulator.Start(simulator.Options{Host: host}); err == nil {
			s.Close()
			t.Errorf("listened on %s", host)
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	before := time.Now()

	post := newRequest(t, http.MethodPost, qumuloURL(s, "/v1/a%2Fb//../c?x=%20y"), "the body")
	post.Header.Set("X-Test", "one")
	send(t, client, post)
	get(t, client, cloudflareURL(s, iconPath))
	s.Fault("GET "+iconPath, simulator.Fault{Reset: true})
	// A client that had used its connection before would try again.
	if _, err := do(newClient(t, s), newRequest(t, http.MethodGet, cloudflareURL(s, iconPath), "")); err == nil {
		t.Error("a reset request was answered")
	}

	requests := s.Requests()
	if len(requests) != 3 {
		t.Fatalf("%d requests are recorded", len(requests))
	}

	first := requests[0]
	if first.Service != "qumulo" || first.Method != http.MethodPost || first.Path != "/v1/a%2Fb//../c" ||
		first.Query != "x=%20y" || first.Header.Get("X-Test") != "one" || first.Body != "the body" ||
		first.Status != http.StatusNotFound || first.Time.Before(before) || first.Time.After(time.Now()) {
		t.Errorf("the first request is recorded as %+v", first)
	}
	if second := requests[1]; second.Service != "cloudflare" || second.Path != iconPath || second.Status != http.StatusOK {
		t.Errorf("the second request is recorded as %+v", second)
	}
	if first.RemoteAddr == requests[1].RemoteAddr {
		t.Error("two connections have one remote address")
	}
	if requests[2].Status != 0 {
		t.Errorf("a reset request is recorded with status %d", requests[2].Status)
	}

	s.ResetRequests()
	if requests := s.Requests(); len(requests) != 0 {
		t.Errorf("%d requests are left", len(requests))
	}
}

func TestConnections(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	for range 3 {
		get(t, client, qumuloURL(s, statusPath))
		get(t, client, cloudflareURL(s, iconPath))
	}
	if got := s.Connections(); got != 2 {
		t.Errorf("one client opened %d connections", got)
	}
	get(t, newClient(t, s), qumuloURL(s, statusPath))
	if got := s.Connections(); got != 3 {
		t.Errorf("two clients opened %d connections", got)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	const latency = 50 * time.Millisecond
	s := start(t, simulator.Options{})
	s.SetLatency(latency)
	for _, url := range []string{qumuloURL(s, statusPath), cloudflareURL(s, iconPath)} {
		before := time.Now()
		get(t, newClient(t, s), url).expect(t, http.StatusOK, "")
		if took := time.Since(before); took < latency {
			t.Errorf("%s answered after %v", url, took)
		}
	}
}

// stall sends a request, and reads its answer once closed is closed.
func stall(client *http.Client, request *http.Request, closed <-chan bool) error {
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	<-closed
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return err
}

func TestClose(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		closesAtOnce(t, http2)
	}
}

// closesAtOnce closes a simulator whose answers hang, wait, drip and don't end.
func closesAtOnce(t *testing.T, http2 bool) {
	t.Helper()
	s := start(t, simulator.Options{HTTP2: http2})
	client := newClient(t, s)
	faults := []simulator.Fault{
		{Hang: true},
		{Delay: time.Hour},
		{Drip: time.Hour},
		{Oversize: 1 << 40},
	}

	closed, ended := make(chan bool), make(chan error, 2*len(faults))
	for i, fault := range faults {
		for _, url := range []string{qumuloURL(s, statusPath), cloudflareURL(s, iconPath)} {
			request := newRequest(t, http.MethodGet, url+"/"+strconv.Itoa(i), "")
			s.FaultAlways("GET "+request.URL.Path, fault)
			go func() { ended <- stall(client, request, closed) }()
		}
	}

	idle, err := new(net.Dialer).DialContext(t.Context(), "tcp",
		net.JoinHostPort(s.QumuloHost(), strconv.Itoa(s.QumuloPort())))
	if err != nil {
		t.Fatal(err)
	}

	for len(s.Requests()) < cap(ended) {
		time.Sleep(time.Millisecond)
	}

	before := time.Now()
	s.Close()
	if took := time.Since(before); took > 4*time.Second {
		t.Errorf("closing took %v", took)
	}
	close(closed)

	for range cap(ended) {
		if err := <-ended; err == nil {
			t.Error("a hanging request was answered")
		}
	}
	if n, err := idle.Read(make([]byte, 1)); err == nil {
		t.Errorf("an idle connection still gave %d bytes", n)
	}
	if err := idle.Close(); err != nil {
		t.Error(err)
	}
	s.Close() // does nothing any more
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	s.SetRateLimit(1000, time.Minute)
	client := newClient(t, s)
	done := make(chan bool)
	for range 4 {
		go func() {
			defer func() { done <- true }()
			for range 10 {
				s.LoadSample()
				s.Fault("GET "+iconPath, simulator.Fault{}, simulator.Fault{Delay: time.Millisecond})
				s.SetPrivileges(true)
				s.ExpireSessions()
				for _, url := range []string{qumuloURL(s, "/v2/network/interfaces/1/status/"), cloudflareURL(s, iconPath)} {
					if answered, err := do(client, newRequest(t, http.MethodGet, url, "")); err != nil || answered.status != http.StatusOK {
						t.Errorf("%s: %d, %v", url, answered.status, err)
					}
				}
			}
		}()
	}
	for range 4 {
		<-done
	}

	if got := len(s.Requests()); got != 80 {
		t.Errorf("%d requests are recorded, want 80", got)
	}
}

func TestPorts(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{Host: "127.0.0.2", Addresses: map[string]simulator.Address{"cloudflare": {Host: "::1"}}})
	if !strings.HasPrefix(s.CloudflareURL(), "http://[::1]:") || s.QumuloHost() != "127.0.0.2" {
		t.Errorf("they are at %s and %s", s.QumuloHost(), s.CloudflareURL())
	}
	client := newClient(t, s)
	get(t, client, qumuloURL(s, "/v1/cluster/nodes/")).expect(t, http.StatusOK, "")
	get(t, client, s.CloudflareURL()+"accounts/"+simulator.AccountID+"/cni/interconnects").expect(t, http.StatusOK, "")

	for _, test := range []struct {
		options simulator.Options
		message string
	}{
		{simulator.Options{Addresses: map[string]simulator.Address{"qumulo": {Host: "127.0.0.2", Port: s.QumuloPort()}}}, "is in use: something else listens there, perhaps another simulator"},
		{simulator.Options{Host: "0.0.0.0"}, `listening for qumulo: "0.0.0.0" is no loopback address`},
		{simulator.Options{Addresses: map[string]simulator.Address{"cloudflare": {Host: "192.0.2.1"}}}, `listening for cloudflare: "192.0.2.1" is no loopback address`},
		{simulator.Options{Addresses: map[string]simulator.Address{"qumulo": {Port: 65536}}}, "there is no port 65536"},
	} {
		if _, err := simulator.Start(test.options); err == nil || !strings.Contains(err.Error(), test.message) {
			t.Errorf("got %v, want %s", err, test.message)
		}
	}
}
