// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package control lets another process change what a simulator serves: its documents,
// and the faults that it shows.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// maxBody is the longest request body that is read.
const maxBody = 1 << 20

// Control is a handler with which another process reads and changes what a simulator
// serves. GET / lists the routes and ids.
type Control struct {
	simulator *simulator.Simulator

	mu sync.Mutex // held while something is changed
}

// New returns the control of a simulator.
func New(s *simulator.Simulator) *Control { return &Control{simulator: s} }

// answer is what goes back for a request.
type answer struct {
	status int
	body   string
}

// refusal is an error with the HTTP status that it is answered with.
type refusal struct {
	status int
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(status int, format string, values ...any) error {
	return &refusal{status, fmt.Errorf(format, values...)}
}

// ServeHTTP implements [http.Handler].
func (c *Control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reply, err := c.answer(w, r)
	if err != nil {
		status := http.StatusBadRequest
		if refused, ok := errors.AsType[*refusal](err); ok {
			status = refused.status
		}
		http.Error(w, err.Error(), status)
		return
	}
	if reply.body != "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(reply.status)
	_, _ = io.WriteString(w, reply.body)
}

// answer answers a request, or says why not.
func (c *Control) answer(w http.ResponseWriter, r *http.Request) (answer, error) {
	if !isLoopback(r.Host) {
		return answer{}, refuse(http.StatusForbidden,
			"the request is for the host %q: the control answers only requests for localhost, 127.0.0.1 or [::1], so that no web page can reach it under another name", r.Host)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, isTooLarge := errors.AsType[*http.MaxBytesError](err); isTooLarge {
		return answer{}, refuse(http.StatusRequestEntityTooLarge, "the body is too large: %d bytes are allowed", maxBody)
	}
	if err != nil {
		return answer{}, err
	}
	return c.respond(r, body)
}

// isLoopback reports whether a Host header names this machine alone. A browser that
// was lured to a name which resolves to loopback still says that name.
func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	return err == nil && address.IsLoopback()
}

// respond answers a request whose body has been read.
func (c *Control) respond(r *http.Request, body []byte) (answer, error) {
	path := r.URL.EscapedPath()
	if path == "/" {
		if r.Method != http.MethodGet {
			return answer{}, notAllowed(r.Method, path, http.MethodGet)
		}
		return c.index()
	}
	found, err := c.find(path, r.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.Method == http.MethodGet {
		return found.get()
	}
	return found.change(r.Method, body)
}

// resource is what a path names: a document, or the faults.
type resource interface {
	get() (answer, error)
	change(method string, body []byte) (answer, error)
}

// find finds what an escaped path names, with ?create=true or without.
func (c *Control) find(path, query string) (resource, error) {
	if path == faultsPath {
		if query != "" {
			return nil, refuse(http.StatusBadRequest, "%s takes no parameters, and got ?%s", faultsPath, query)
		}
		return &faults{c.simulator}, nil
	}
	return findDocument(c.simulator, path, query)
}

func notAllowed(method, path, allowed string) error {
	return refuse(http.StatusMethodNotAllowed, "%s: %s is not supported, only %s", path, method, allowed)
}

func unknownRoute(path string) error {
	return refuse(http.StatusNotFound, "there is no route %s: GET / lists all routes", path)
}

// Routes returns the routes, each with its methods: "GET PUT DELETE /faults".
func Routes() []string {
	routes := []string{"GET /"}
	for _, service := range simulator.Services() {
		for _, kind := range service.Kinds {
			routes = append(routes, "GET PUT PATCH DELETE "+kind.Route)
		}
	}
	return append(routes, "GET PUT DELETE "+faultsPath)
}

// index answers with everything there is.
func (c *Control) index() (answer, error) {
	index := map[string]any{"routes": Routes()}
	for _, service := range simulator.Services() {
		for _, kind := range service.Kinds {
			index[kind.Name] = kind.List(c.simulator)
		}
	}
	body, err := json.MarshalIndent(index, "", "  ")
	return answer{http.StatusOK, string(body) + "\n"}, err
}

// encoded answers with a value in JSON.
func encoded(value any) (answer, error) {
	body, err := json.Marshal(value)
	return answer{http.StatusOK, string(body)}, err
}
