// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"sync/atomic"
)

// Services are all services that a simulator serves, in the order of their ports.
// It is the only list of them: what the simulator, its control and the command know
// of a service is what the service says here.
func Services() []Service {
	return []Service{qumuloService, cloudflareService}
}

// Service is what a service brings.
type Service struct {
	// Name is the service's in a [Request], in [Options.Addresses], and of the flag
	// that says where it listens.
	Name string
	// Title is its name in texts.
	Title string
	// Serves says what is served, and by which protocol: "the interconnects of
	// Cloudflare (HTTP)".
	Serves string
	// Roots are what every path of its API begins with one of.
	Roots []string
	// Flags are the command's flags that it has of its own.
	Flags []Flag
	// Kinds are the documents that can be read and changed one by one. A path is of
	// the first kind that it fits.
	Kinds []*Kind
	// Examples show how to change what is served.
	Examples []Example

	// new returns its API, without documents.
	new func(opts Options) api
}

// Flag is a flag of the command with a few values.
type Flag struct {
	Name    string
	Values  []string
	Default string
	// Help says what it is for, in the words that follow the flag in the help.
	Help string
	// Set does what a value says.
	Set func(s *Simulator, value string)
}

// Example is a change that is made through the control, and taken back.
type Example struct {
	// Title says what happens: "An interconnect goes down, and comes up again".
	Title string
	// Changes are the requests. A path may have variables of the environment in it.
	Changes []Change
}

// Change is a request to the control.
type Change struct {
	Method, Path, Body string
}

// api is a service of one simulator. It embeds common.
type api interface {
	base() *common
	// secure returns how it is served over TLS, nil where it is served without.
	secure(ca *authority) (*tls.Config, error)
	// environment returns the variables, as KEY=VALUE, that point the provider at
	// it. ca is the authority's certificate as PEM.
	environment(ca string) []string
	// loadSample sets its part of the sample.
	loadSample(s *Simulator)
	// admit is asked once for each request, before any fault is shown. It sets the
	// headers that every answer has, and returns false with a refusal where there
	// were too many.
	admit(request *http.Request, header http.Header) (refusal answer, ok bool)
	// respond answers a request whose body has been read.
	respond(request *http.Request, body []byte) answer
	// failure is an error in the service's own format.
	failure(status int, message string) answer
}

// sessionKeeper is an api that has sessions.
type sessionKeeper interface{ expireSessions() }

// common is what the simulator keeps of every service.
type common struct {
	address netip.AddrPort // where it listens
	http2   bool           // is offered beside HTTP/1.1
	denied  atomic.Bool    // see SetPrivileges
}

func (c *common) base() *common { return c }

// part returns the service of a type.
func part[T api](s *Simulator) T {
	for _, running := range s.running {
		if found, ok := running.api.(T); ok {
			return found
		}
	}
	panic("Services doesn't have it")
}
