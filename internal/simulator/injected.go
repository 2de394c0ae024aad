// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// InjectedError is what a simulator does with a request instead of answering it as usual.
// Its zero fields change nothing, so that the zero InjectedError lets a request through.
type InjectedError struct {
	// Request is the method and the escaped path of the requests that it is for, such as
	// "GET /v2/network/interfaces/1/status/2". A "*" in place of the method is any method,
	// one at the end of the path any rest of it.
	Request string `json:"request"`
	// Times is for how many requests it is, for all if it is 0.
	Times int `json:"times,omitzero"`
	// Shown is for how many requests it has been.
	Shown int `json:"shown"`

	// Status is the status of the answer. Without a Body, one of 400 and above comes with
	// an error in the service's own format, one below with no body.
	Status int `json:"status,omitzero"`
	// Headers are added to the answer, and replace what it has of these names.
	Headers map[string]string `json:"headers,omitzero"`
	// Body is the answer's body, with status 200 if Status is 0.
	Body string `json:"body,omitzero"`
	// Delay comes before the answer, beside the simulator's latency.
	Delay time.Duration `json:"delay,omitzero"`
	// Drip sends the body a byte at a time, each followed by this pause.
	Drip time.Duration `json:"drip,omitzero"`
	// Hang leaves the request without an answer until its client goes, or Close.
	Hang bool `json:"hang,omitzero"`
	// Reset resets the TCP connection, that under TLS too, before any answer.
	Reset bool `json:"reset,omitzero"`
	// CutOff announces the whole body, sends half of it, and closes the connection.
	CutOff bool `json:"cut_off,omitzero"`
	// EchoRequest answers with an error, of status 400 if Status is 0, whose message
	// repeats the request: its line, its headers and its body.
	EchoRequest bool `json:"-"`

	held    <-chan struct{} // keeps the answer, which has been made, until it is closed
	arrived chan<- Request  // is told of the request once its answer has been made
}

// injected are the errors that are still to come.
type injected struct {
	mu     sync.Mutex
	errors []InjectedError
}

// Inject injects errors into the answers to requests, which are written as in
// [InjectedError]. A request gets the first one that is for it and not used up.
func (s *Simulator) Inject(request string, errors ...InjectedError) {
	s.injected.mu.Lock()
	defer s.injected.mu.Unlock()
	for _, e := range errors {
		e.Request = request
		s.injected.errors = append(s.injected.errors, e)
	}
}

// InjectOnce is Inject with each error for one request, unless its Times says otherwise.
func (s *Simulator) InjectOnce(request string, errors ...InjectedError) {
	once := slices.Clone(errors)
	for i := range once {
		once[i].Times = cmp.Or(once[i].Times, 1)
	}
	s.Inject(request, once...)
}

// ClearErrors forgets every injected error.
func (s *Simulator) ClearErrors() {
	s.injected.set(nil)
}

// Hold keeps the answer to the next of the requests that are written as in
// [InjectedError]. The answer is made when the request arrives, which arrived then tells,
// and sent when release is called.
func (s *Simulator) Hold(request string) (arrived <-chan Request, release func()) {
	told, held := make(chan Request, 1), make(chan struct{})
	s.InjectOnce(request, InjectedError{held: held, arrived: told})
	return told, sync.OnceFunc(func() { close(held) })
}

// set replaces all errors.
func (i *injected) set(errors []InjectedError) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.errors = errors
}

// all returns all errors, those that are used up too.
func (i *injected) all() []InjectedError {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.errors)
}

// next takes the error that is for a request.
func (i *injected) next(method, path string) InjectedError {
	i.mu.Lock()
	defer i.mu.Unlock()
	for n := range i.errors {
		e := &i.errors[n]
		if e.isFor(method, path) && (e.Times == 0 || e.Shown < e.Times) {
			e.Shown++
			return *e
		}
	}
	return InjectedError{}
}

// isFor reports whether an error is for the requests of a method on a path.
func (e *InjectedError) isFor(method, path string) bool {
	wantMethod, wantPath, _ := strings.Cut(e.Request, " ")
	if wantMethod != "*" && wantMethod != method {
		return false
	}
	if prefix, isPrefix := strings.CutSuffix(wantPath, "*"); isPrefix {
		return strings.HasPrefix(path, prefix)
	}
	return wantPath == path
}

// answer returns what an error answers with. It reports false if that is left to the service.
func (e *InjectedError) answer(svc service, request Request) (answer, bool) {
	switch {
	case e.EchoRequest:
		return svc.failure(cmp.Or(e.Status, http.StatusBadRequest), echo(request)), true
	case e.Body != "":
		return answer{status: cmp.Or(e.Status, http.StatusOK), body: e.Body}, true
	case e.Status == 0:
		return answer{}, false
	case e.Status < http.StatusBadRequest:
		return answer{status: e.Status}, true
	default:
		return svc.failure(e.Status, http.StatusText(e.Status)), true
	}
}

// echo repeats a request as its client sent it.
func echo(request Request) string {
	var repeated strings.Builder
	fmt.Fprintf(&repeated, "%s %s?%s\n", request.Method, request.Path, request.Query)
	_ = request.Header.Write(&repeated)
	repeated.WriteString(request.Body)
	return repeated.String()
}

// send sends an answer in the way that the error asks for.
func (e *InjectedError) send(ctx context.Context, w http.ResponseWriter, reply answer) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	if reply.body != "" {
		header.Set("Content-Length", strconv.Itoa(len(reply.body)))
	}
	maps.Copy(header, reply.header)
	for name, value := range e.Headers {
		header.Set(name, value)
	}
	w.WriteHeader(reply.status)
	switch {
	case e.CutOff:
		write(w, reply.body[:len(reply.body)/2])
		abort()
	case e.Drip > 0:
		for i := range len(reply.body) {
			write(w, reply.body[i:i+1])
			pause(ctx, e.Drip)
		}
	default:
		_, _ = io.WriteString(w, reply.body)
	}
}

// write sends a piece of a body at once, and aborts if the client has gone.
func write(w http.ResponseWriter, piece string) {
	if _, err := io.WriteString(w, piece); err != nil {
		abort()
	}
	if err := http.NewResponseController(w).Flush(); err != nil {
		abort()
	}
}
