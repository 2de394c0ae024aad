// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package simulator serves the APIs that the provider reads over real sockets on loopback:
// a document for each of the services' own paths. Tests and benchmarks set the documents
// and inject errors, and ask afterwards which requests arrived. Another process does so by
// requests to the control.
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

// Options says what a simulator accepts and how it serves. The zero value is a simulator
// with default credentials.
type Options struct {
	// Token is Qumulo's access token, [Token] if it is empty.
	Token string
	// Username and Password open a Qumulo session, [Username] and [Password] if they are
	// empty.
	Username, Password string

	// APIToken is Cloudflare's, [APIToken] if it is empty.
	APIToken string
	// APIKey and Email are Cloudflare's older credentials, [APIKey] and [Email] if they
	// are empty.
	APIKey, Email string
	// AccountID is the account of the sample and of the environment, [AccountID] if it is
	// empty.
	AccountID string

	// Host is the loopback address that all listen on: "127.0.0.1", also if it is empty,
	// or "::1".
	Host string
	// Port is where Qumulo listens. Cloudflare and the control listen on the next two.
	// If it is 0, each gets a free one.
	Port int

	// Names are further DNS names in Qumulo's certificate, beside localhost, 127.0.0.1
	// and ::1.
	Names []string
	// Expired makes Qumulo's certificate one that has expired.
	Expired bool
	// NoSAN leaves every name and address out of Qumulo's certificate but its common name.
	NoSAN bool
	// SelfSigned makes Qumulo's certificate its own authority.
	SelfSigned bool
}

// Simulator serves all services. Its methods may be called at any time and from any
// goroutine.
type Simulator struct {
	options      Options
	certificates *certificates

	documents  documents
	injected   injected
	records    records
	qumulo     qumulo
	cloudflare cloudflare
	control    control

	listeners []*net.TCPListener // of Qumulo, Cloudflare and the control
	servers   []*http.Server

	latency     atomic.Int64
	connections atomic.Int64

	accepting sync.WaitGroup // the accept loops
	connected sync.WaitGroup // the open connections
}

// Start starts a simulator that serves nothing yet but its logins. It runs until Close.
func Start(opts Options) (*Simulator, error) {
	opts = opts.withDefaults()
	s := &Simulator{options: opts, documents: documents{texts: make(map[string]string)}}
	s.qumulo = qumulo{options: &s.options, documents: &s.documents, sessions: make(map[string]bool)}
	s.cloudflare = cloudflare{options: &s.options, documents: &s.documents}
	s.control.simulator = s
	var err error
	if s.certificates, err = newCertificates(opts); err != nil {
		return nil, fmt.Errorf("making certificates: %w", err)
	}
	if err := s.listen(); err != nil {
		s.Close()
		return nil, err
	}
	s.serve(s.listeners[0], s.handler("qumulo", &s.qumulo), s.certificates.qumulo)
	s.serve(s.listeners[1], s.handler("cloudflare", &s.cloudflare), nil)
	s.serve(s.listeners[2], &s.control, nil)
	return s, nil
}

// withDefaults returns options in which nothing is empty that has a default.
func (o Options) withDefaults() Options {
	o.Token = cmp.Or(o.Token, Token)
	o.Username, o.Password = cmp.Or(o.Username, Username), cmp.Or(o.Password, Password)
	o.APIToken = cmp.Or(o.APIToken, APIToken)
	o.APIKey, o.Email = cmp.Or(o.APIKey, APIKey), cmp.Or(o.Email, Email)
	o.AccountID = cmp.Or(o.AccountID, AccountID)
	o.Host = cmp.Or(o.Host, "127.0.0.1")
	return o
}

// listen listens on the ports of the services and the control.
func (s *Simulator) listen() error {
	host, err := netip.ParseAddr(s.options.Host)
	if err != nil || !host.IsLoopback() {
		return fmt.Errorf("%q is no loopback address: everyone knows the simulator's credentials, so it listens on 127.0.0.1 or ::1 only", s.options.Host)
	}
	for i := range 3 {
		port := s.options.Port
		if port != 0 {
			port += i
		}
		if port < 0 || port > math.MaxUint16 {
			return fmt.Errorf("there is no port %d", port)
		}
		listener, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(host, uint16(port))))
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("port %d of %s is in use, perhaps by another simulator", port, host)
		}
		if err != nil {
			return err
		}
		s.listeners = append(s.listeners, listener)
	}
	return nil
}

// serve starts serving a handler, over TLS if there is a configuration of it.
func (s *Simulator) serve(listener net.Listener, handler http.Handler, config *tls.Config) {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		TLSConfig:         config,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		ConnContext:       withConnection,
		ConnState:         func(_ net.Conn, state http.ConnState) { s.connectionState(handler, state) },
	}
	s.servers = append(s.servers, server)
	s.accepting.Go(func() {
		// This ends, always with an error, when the listener is closed.
		if config == nil {
			_ = server.Serve(listener)
		} else {
			_ = server.ServeTLS(listener, "", "")
		}
	})
}

// connectionState counts the connections: those that the services have accepted so far,
// and all that are open.
func (s *Simulator) connectionState(handler http.Handler, state http.ConnState) {
	switch state {
	case http.StateNew:
		if handler != &s.control {
			s.connections.Add(1)
		}
		s.connected.Add(1)
	case http.StateClosed:
		s.connected.Done()
	case http.StateActive, http.StateIdle, http.StateHijacked:
	}
}

// Close ends the simulator at once: it closes the listeners and every connection, hanging
// ones too, and returns when nothing of it runs any more.
func (s *Simulator) Close() {
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
}

// Environment returns the variables, as KEY=VALUE, that point the provider at the
// simulator, and the control's.
func (s *Simulator) Environment() []string {
	return []string{
		"QUMULO_HOST=" + s.QumuloHost(),
		"QUMULO_PORT=" + strconv.Itoa(s.QumuloPort()),
		"QUMULO_TOKEN=" + s.options.Token,
		"QUMULO_CA_CERTIFICATE=" + s.CACertificate(),
		"CLOUDFLARE_BASE_URL=" + s.CloudflareURL(),
		"CLOUDFLARE_API_TOKEN=" + s.options.APIToken,
		"CLOUDFLARE_ACCOUNT_ID=" + s.options.AccountID,
		"NETSTATUS_SIMULATOR_CONTROL=" + s.ControlURL(),
	}
}

// QumuloHost returns the IP address that Qumulo listens on.
func (s *Simulator) QumuloHost() string {
	return s.options.Host
}

// QumuloPort returns the port that Qumulo listens on.
func (s *Simulator) QumuloPort() int {
	address, err := netip.ParseAddrPort(s.listeners[0].Addr().String())
	if err != nil {
		panic(err) // it is one of TCP
	}
	return int(address.Port())
}

// CloudflareURL returns the base URL of Cloudflare's API, with a slash at its end.
func (s *Simulator) CloudflareURL() string {
	return "http://" + s.listeners[1].Addr().String() + cloudflareRoot
}

// ControlURL returns the URL of the control, without a slash at its end.
func (s *Simulator) ControlURL() string {
	return "http://" + s.listeners[2].Addr().String()
}

// SetLatency makes every answer of the services wait this long.
func (s *Simulator) SetLatency(d time.Duration) {
	s.latency.Store(int64(d))
}

// Connections returns how many connections the services have accepted so far.
func (s *Simulator) Connections() int {
	return int(s.connections.Load())
}
