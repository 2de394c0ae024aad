// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package simulator serves the two APIs that the provider reads, Qumulo Core's
// and Cloudflare's network interconnects, over real sockets on loopback. Tests,
// benchmarks and the demo tell it which documents to serve and which faults to
// show, and ask it afterwards which requests arrived.
package simulator

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// The default credentials, and the account of the sample and of the environment.
const (
	Token     = "access-v1:simulator" //nolint:gosec // made up, for the simulator alone
	Username  = "admin"
	Password  = "simulator"
	APIToken  = "simulator-api-token"
	APIKey    = "simulator-api-key"
	Email     = "simulator@example.com"
	AccountID = "023e105f4ecef8ad9ca31a8372d0c353"
)

// Options says what a simulator accepts and how it serves. The zero value is
// a simulator with default credentials.
type Options struct {
	// Token is Qumulo's access token, [Token] where it is empty.
	Token string
	// Username and Password open a Qumulo session, [Username] and [Password]
	// where they are empty.
	Username, Password string

	// APIToken is Cloudflare's, [APIToken] where it is empty.
	APIToken string
	// APIKey and Email are Cloudflare's older credentials, [APIKey] and [Email]
	// where they are empty.
	APIKey, Email string
	// AccountID is the account of the sample and of the environment,
	// [AccountID] where it is empty.
	AccountID string

	// Host is the loopback address that Qumulo listens on: "127.0.0.1", also
	// where it is empty, or "::1".
	Host string
	// Port is Qumulo's port, a free one where it is 0.
	Port int
	// CloudflareHost and CloudflarePort are what Host and Port are for Qumulo.
	CloudflareHost string
	CloudflarePort int
	// HTTP2 makes Qumulo offer HTTP/2 beside HTTP/1.1.
	HTTP2 bool
	// Names are further DNS names in Qumulo's certificate, beside localhost,
	// 127.0.0.1 and ::1.
	Names []string
	// CloudflareTLS serves Cloudflare over TLS, with a certificate of the same
	// authority as Qumulo's.
	CloudflareTLS bool
	// Expired makes Qumulo's certificate one that has expired.
	Expired bool
	// NoSAN leaves every name and address out of Qumulo's certificate but its
	// common name.
	NoSAN bool
	// SelfSigned makes Qumulo's certificate its own authority.
	SelfSigned bool
}

// withDefaults returns the options with every empty setting filled in.
func (o Options) withDefaults() Options {
	o.Token = cmp.Or(o.Token, Token)
	o.Username = cmp.Or(o.Username, Username)
	o.Password = cmp.Or(o.Password, Password)
	o.APIToken = cmp.Or(o.APIToken, APIToken)
	o.APIKey = cmp.Or(o.APIKey, APIKey)
	o.Email = cmp.Or(o.Email, Email)
	o.AccountID = cmp.Or(o.AccountID, AccountID)
	o.Host = cmp.Or(o.Host, "127.0.0.1")
	o.CloudflareHost = cmp.Or(o.CloudflareHost, "127.0.0.1")
	return o
}

// Simulator is a running pair of APIs. Its methods may be called at any time
// and from any goroutine.
type Simulator struct {
	options       Options
	caCertificate string
	leaf          string // Qumulo's certificate
	impostor      string

	qumulo     *qumulo
	cloudflare *cloudflare
	faults     faults
	records    records
	control    control

	latency     atomic.Int64
	connections atomic.Int64

	loginAttempts atomic.Int64

	listeners []*net.TCPListener // Qumulo's, Cloudflare's
	servers   []*http.Server
	accepting sync.WaitGroup // the accept loops
	connected sync.WaitGroup // the open connections
	handling  sync.RWMutex   // read-locked by every handler, under HTTP/2 also after its connection
}

// Start starts a simulator that serves nothing yet but its logins. It runs
// until Close.
func Start(opts Options) (*Simulator, error) {
	opts = opts.withDefaults()

	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("making a certificate authority: %w", err)
	}

	expiry := time.Now().Add(24 * time.Hour)
	if opts.Expired {
		expiry = time.Now().Add(-time.Hour)
	}

	certificate, err := ca.issue(leaf{names: opts.Names, host: opts.Host, expiry: expiry, noSAN: opts.NoSAN, selfSigned: opts.SelfSigned})
	if err != nil {
		return nil, fmt.Errorf("making Qumulo's certificate: %w", err)
	}
	impostor, err := ca.issue(leaf{names: opts.Names, host: opts.Host, expiry: expiry, noSAN: opts.NoSAN, selfSigned: true})
	if err != nil {
		return nil, fmt.Errorf("making an impostor's certificate: %w", err)
	}
	var cloudflareTLS *tls.Config
	if opts.CloudflareTLS {
		certificate, err := ca.issue(leaf{host: opts.CloudflareHost, expiry: time.Now().Add(24 * time.Hour)})
		if err != nil {
			return nil, fmt.Errorf("making Cloudflare's certificate: %w", err)
		}
		cloudflareTLS = serverConfig(certificate)
	}

	s := &Simulator{
		options:       opts,
		caCertificate: ca.pem,
		leaf:          encodePEM(certificate.Certificate[0]),
		impostor:      encodePEM(impostor.Certificate[0]),
		qumulo:        newQumulo(opts),
		cloudflare:    newCloudflare(opts),
	}
	s.control.init(s)
	err = errors.Join(
		s.serve(opts.Host, opts.Port, s.qumulo, serverConfig(certificate), opts.HTTP2),
		s.serve(opts.CloudflareHost, opts.CloudflarePort, s.cloudflare, cloudflareTLS, false),
	)
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// ListenLoopback listens on a port, or a free one where it is 0, of a loopback
// address. Its errors name what it is for.
func ListenLoopback(what, host string, port int) (*net.TCPListener, error) {
	address, err := netip.ParseAddr(host)
	if err != nil || !address.IsLoopback() {
		return nil, fmt.Errorf("listening for %s: %q is no loopback address", what, host)
	}
	if port < 0 || port > math.MaxUint16 {
		return nil, fmt.Errorf("listening for %s: there is no port %d", what, port)
	}
	listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(address, uint16(port))))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listening for %s: port %d of %s is in use: something else listens there, perhaps another simulator", what, port, host)
	case err != nil:
		return nil, fmt.Errorf("listening for %s: %w", what, err)
	}
	return listener, nil
}

// serve starts serving a service on a port of a loopback address.
func (s *Simulator) serve(host string, port int, svc service, config *tls.Config, http2 bool) error {
	listener, err := ListenLoopback(svc.name(), host, port)
	if err != nil {
		return err
	}

	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(http2)

	server := &http.Server{
		Handler:           s.handler(svc),
		Protocols:         protocols,
		TLSConfig:         config,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		ConnContext:       withConnection,
		ConnState:         s.connectionState,
	}

	s.listeners = append(s.listeners, listener)
	s.servers = append(s.servers, server)
	s.accepting.Go(func() {
		// This ends, always with an error, when the listener is closed.
		if config == nil {
			_ = server.Serve(listener)
		} else {
			_ = server.ServeTLS(listener, "", "")
		}
	})
	return nil
}

// connectionState counts the connections, those accepted so far and those open.
func (s *Simulator) connectionState(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.connections.Add(1)
		s.connected.Add(1)
	case http.StateClosed:
		s.connected.Done()
	case http.StateActive, http.StateIdle, http.StateHijacked:
	}
}

// Close ends the simulator at once: it closes the listeners and every
// connection, hanging ones too, and returns when nothing of it runs any more.
func (s *Simulator) Close() {
	s.control.scripts.shut()
	// No connection is accepted after this, so that the servers know all there are.
	for _, listener := range s.listeners {
		_ = listener.Close()
	}
	s.accepting.Wait()
	// The handlers that hang end with their connections.
	for _, server := range s.servers {
		_ = server.Close()
	}
	s.connected.Wait()
	s.handling.Lock()
	defer s.handling.Unlock()
}

// QumuloHost returns the IP address that Qumulo listens on.
func (s *Simulator) QumuloHost() string {
	return s.options.Host
}

// QumuloPort returns the port that Qumulo listens on.
func (s *Simulator) QumuloPort() int {
	return port(s.listeners[0])
}

// CACertificate returns the certificate of the simulator's own authority as PEM.
func (s *Simulator) CACertificate() string {
	return s.caCertificate
}

// LeafCertificate returns Qumulo's own certificate as PEM.
func (s *Simulator) LeafCertificate() string {
	return s.leaf
}

// ImpostorCertificate returns, as PEM, a self-signed certificate of the same
// subject and names as Qumulo's, but of another key.
func (s *Simulator) ImpostorCertificate() string {
	return s.impostor
}

// CloudflareURL returns the base URL of Cloudflare's API, with a slash at its end.
func (s *Simulator) CloudflareURL() string {
	scheme := "http"
	if s.options.CloudflareTLS {
		scheme = "https"
	}
	return scheme + "://" + s.listeners[1].Addr().String() + "/client/v4/"
}

// Environment returns the variables, as KEY=VALUE, that point the provider at
// the simulator. A certificate that is self-signed is trusted itself.
func (s *Simulator) Environment() []string {
	trusted := s.caCertificate
	if s.options.SelfSigned {
		trusted = s.leaf
	}
	return []string{
		"QUMULO_HOST=" + s.QumuloHost(),
		"QUMULO_PORT=" + strconv.Itoa(s.QumuloPort()),
		"QUMULO_TOKEN=" + s.options.Token,
		"QUMULO_CA_CERTIFICATE=" + trusted,
		"CLOUDFLARE_BASE_URL=" + s.CloudflareURL(),
		"CLOUDFLARE_API_TOKEN=" + s.options.APIToken,
		"CLOUDFLARE_ACCOUNT_ID=" + s.options.AccountID,
	}
}

// SetLatency makes every answer wait this long.
func (s *Simulator) SetLatency(d time.Duration) {
	s.latency.Store(int64(d))
}

// SetPrivileges says whether the credentials may read network status. Where
// they may not, both services answer such reads with 403.
func (s *Simulator) SetPrivileges(ok bool) {
	s.qumulo.denied.Store(!ok)
	s.cloudflare.denied.Store(!ok)
}

// Connections returns how many connections both services have accepted so far.
func (s *Simulator) Connections() int {
	return int(s.connections.Load())
}

// port returns the port of a TCP listener.
func port(listener *net.TCPListener) int {
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0
	}
	return address.Port
}
