// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is what a simulator does with a request instead of answering it as
// usual. Its zero fields change nothing, so that the zero Fault lets a request
// through.
type Fault struct {
	// Always keeps the fault in its queue, so that none behind it is ever shown.
	Always bool
	// Status is the status of the answer. Without a Body, one of 400 and above
	// comes with an error in the service's own format, one below with no body.
	Status int
	// Header is added to the answer, and replaces what it has of that name.
	Header http.Header
	// Body is the answer's body, with status 200 where Status is 0.
	Body string
	// Answer makes the body from the request where it isn't nil, in place of Body: an
	// answer that tells by its value which request it is for.
	Answer func(Request) string
	// Hold keeps the answer, which is made when the request arrives, until the channel
	// is closed, the client has gone, or Close. See also [Simulator.Hold].
	Hold <-chan struct{}
	// Delay comes before the answer, beside the simulator's latency.
	Delay time.Duration
	// Hang leaves the request without an answer until its client goes, or Close.
	Hang bool
	// Reset resets the TCP connection, that under TLS too, before any answer.
	Reset bool
	// CutOff announces the whole body, sends half of it, and closes the
	// connection, or resets the stream under HTTP/2.
	CutOff bool
	// Oversize stretches the body, with white space after its first byte, to
	// this many bytes. It is streamed without a Content-Length, with status 200
	// where Status is 0: valid JSON for who reads it all.
	Oversize int64
	// Drip sends the body a byte at a time, each followed by this pause.
	Drip time.Duration
	// ExpireSessions expires every session, and answers with 401 where Status is 0.
	ExpireSessions bool
	// EchoRequest answers with an error, of status 400 where Status is 0, whose
	// message repeats the request: its line, its headers and its body.
	EchoRequest bool

	arrived chan<- Request // is told of the request once its answer is made
}

// answer is what a fault answers with, false where that is left to the service.
func (f Fault) answer(svc api, r *http.Request, recorded Request) (answer, bool) {
	if f.Answer != nil {
		f.Body = f.Answer(recorded)
	}
	switch {
	case f.EchoRequest:
		return svc.failure(cmp.Or(f.Status, http.StatusBadRequest), echo(r, recorded.Body)), true
	case f.Body != "":
		return answer{status: cmp.Or(f.Status, http.StatusOK), body: f.Body}, true
	case f.ExpireSessions:
		return svc.failure(cmp.Or(f.Status, http.StatusUnauthorized), "The session has expired."), true
	case f.Oversize > 0 || f.Status == 0:
		return answer{}, false
	case f.Status < http.StatusBadRequest:
		return answer{status: f.Status}, true
	default:
		return svc.failure(f.Status, http.StatusText(f.Status)), true
	}
}

// echo repeats a request as its client sent it.
func echo(r *http.Request, body string) string {
	var repeated strings.Builder
	fmt.Fprintf(&repeated, "%s %s\n", r.Method, r.URL.RequestURI())
	_ = r.Header.Write(&repeated)
	repeated.WriteString(body)
	return repeated.String()
}

// send sends an answer the way that the fault asks for.
func (f Fault) send(ctx context.Context, w http.ResponseWriter, reply answer) {
	header := w.Header()
	header.Set("Content-Type", "application/json")
	if reply.body != "" && f.Oversize == 0 {
		header.Set("Content-Length", strconv.Itoa(len(reply.body)))
	}

	for _, extra := range []http.Header{reply.header, f.Header} {
		for name, values := range extra {
			header[http.CanonicalHeaderKey(name)] = values
		}
	}

	w.WriteHeader(reply.status)

	switch {
	case f.CutOff:
		write(w, reply.body[:len(reply.body)/2])
		abort()
	case f.Oversize > 0:
		stretch(w, reply.body, f.Oversize)
	case f.Drip > 0:
		for i := range len(reply.body) {
			write(w, reply.body[i:i+1])
			pause(ctx, f.Drip)
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

// stretch sends a body with white space after its first byte, size bytes in all.
func stretch(w http.ResponseWriter, body string, size int64) {
	const chunk = 64 << 10
	first := min(1, len(body))
	blanks := strings.Repeat(" ", chunk)
	write(w, body[:first])
	for left := size - int64(len(body)); left > 0; left -= chunk {
		write(w, blanks[:min(left, chunk)])
	}
	write(w, body[first:])
}
