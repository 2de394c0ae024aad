// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package simulator serves the APIs that the provider reads over real sockets on
// loopback. Tests, benchmarks and the demo tell it which documents to serve and which
// faults to show, and ask it afterwards which requests arrived. A service is what
// stands in the files of its name, and [Services] lists them.
package simulator

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
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

	// Host is the loopback address that all listen on: "127.0.0.1", also where it is
	// empty, or "::1".
	Host string
	// Addresses says for services, by their names, that they listen elsewhere.
	Addresses map[string]Address
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

// Address is where a service listens.
type Address struct {
	// Host is a loopback address, that of the options where it is empty.
	Host string
	// Port is a free one where it is 0.
	Port int
}

// Simulator serves all services. Its methods may be called at any time and from any
// goroutine.
type Simulator struct {
	caCertificate string

	running []*running
	faults  faults
	records records

	latency     atomic.Int64
	connections atomic.Int64

	accepting sync.WaitGroup // the accept loops
	connected sync.WaitGroup // the open connections
	handling  sync.RWMutex   // read-locked by every handler, under HTTP/2 also after its connection
}

// running is a service that is served.
type running struct {
	Service
	api
	listener *net.TCPListener
	server   *http.Server
}

// Start starts a simulator that serves nothing yet but its logins. It runs
// until Close.
func Start(opts Options) (*Simulator, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("making a certificate authority: %w", err)
	}
	s := &Simulator{caCertificate: ca.pem}
	for _, service := range Services() {
		address := opts.Addresses[service.Name]
		address.Host = cmp.Or(address.Host, opts.Host, "127.0.0.1")
		if err := s.serve(service, service.new(opts), address, ca); err != nil {
			s.Close()
			return nil, err
		}
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

// serve starts serving a service on a loopback address.
func (s *Simulator) serve(service Service, api api, address Address, ca *authority) error {
	listener, err := ListenLoopback(service.Name, address.Host, address.Port)
	if err != nil {
		return err
	}
	api.base().address = listenerAddress(listener)
	config, err := api.secure(ca)
	if err != nil {
		return errors.Join(fmt.Errorf("making the certificate of %s: %w", service.Name, err), listener.Close())
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(api.base().http2)
	started := &running{Service: service, api: api, listener: listener}
	started.server = &http.Server{
		Handler:           s.handler(started),
		Protocols:         protocols,
		TLSConfig:         config,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		ConnContext:       withConnection,
		ConnState:         s.connectionState,
	}
	s.running = append(s.running, started)
	s.accepting.Go(func() {
		// This ends, always with an error, when the listener is closed.
		if config == nil {
			_ = started.server.Serve(listener)
		} else {
			_ = started.server.ServeTLS(listener, "", "")
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
	// No connection is accepted after this, so that the servers know all there are.
	for _, running := range s.running {
		_ = running.listener.Close()
	}
	s.accepting.Wait()
	// The handlers that hang end with their connections.
	for _, running := range s.running {
		_ = running.server.Close()
	}
	s.connected.Wait()
	s.handling.Lock()
	defer s.handling.Unlock()
}

// CACertificate returns the certificate of the simulator's own authority as PEM.
func (s *Simulator) CACertificate() string {
	return s.caCertificate
}

// Environment returns the variables, as KEY=VALUE, that point the provider at
// the simulator.
func (s *Simulator) Environment() []string {
	var variables []string
	for _, running := range s.running {
		variables = append(variables, running.environment(s.caCertificate)...)
	}
	return variables
}

// LoadSample sets believable documents: a cluster whose interfaces are all up, and
// interconnects in every state.
func (s *Simulator) LoadSample() {
	for _, running := range s.running {
		running.loadSample(s)
	}
}

// SetLatency makes every answer wait this long.
func (s *Simulator) SetLatency(d time.Duration) {
	s.latency.Store(int64(d))
}

// SetPrivileges says whether the credentials may read network status. Where
// they may not, every service answers such reads with 403.
func (s *Simulator) SetPrivileges(ok bool) {
	for _, running := range s.running {
		running.base().denied.Store(!ok)
	}
}

// Connections returns how many connections all services have accepted so far.
func (s *Simulator) Connections() int {
	return int(s.connections.Load())
}

// listenerAddress returns where a listener listens.
func listenerAddress(listener *net.TCPListener) netip.AddrPort {
	address, err := netip.ParseAddrPort(listener.Addr().String())
	if err != nil {
		panic(err) // it is one of TCP
	}
	return address
}
