// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"
)

// maxRequestBody is the longest request body that is read.
const maxRequestBody = 1 << 20

// service is one of the services.
type service interface {
	// prepare sets the headers that every answer has.
	prepare(header http.Header)
	// respond answers a request whose body has been read.
	respond(r *http.Request, body []byte) answer
	// read answers a request for a document of a path, without asking who wants it.
	read(r *http.Request, path string) answer
	// failure is an error in the service's own format.
	failure(status int, message string) answer
}

// answer is what goes back for a request.
type answer struct {
	status int
	header http.Header
	body   string
}

// served answers with a document as it is.
func served(document string) answer {
	return answer{status: http.StatusOK, body: document}
}

// encoded answers with a value in JSON.
func encoded(status int, value any) answer {
	body, err := json.Marshal(value)
	if err != nil {
		return answer{status: http.StatusInternalServerError, body: err.Error()}
	}
	return answer{status: status, body: string(body)}
}

// handler serves a service: it records each request, and answers it as an injected error
// says, or else as the service does.
func (s *Simulator) handler(name string, svc service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
		if err != nil {
			abort()
		}
		recorded := s.records.add(name, r, body)
		injected := s.injected.next(r.Method, r.URL.EscapedPath())
		svc.prepare(w.Header())
		pause(r.Context(), time.Duration(s.latency.Load())+injected.Delay)

		switch {
		case injected.Hang:
			<-r.Context().Done()
			abort()
		case injected.Reset:
			reset(r.Context())
			abort()
		}
		reply, instead := injected.answer(svc, *recorded)
		if !instead {
			reply = svc.respond(r, body)
		}
		if injected.arrived != nil {
			injected.arrived <- *recorded
		}
		hold(r.Context(), injected.held)
		s.records.answered(recorded, reply.status)
		injected.send(r.Context(), w, reply)
	}
}

// abort ends a handler without an answer and closes its connection.
func abort() {
	panic(http.ErrAbortHandler)
}

// pause waits for a while, and aborts if the client has gone meanwhile.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		abort()
	}
}

// hold waits until a channel is closed, if there is one, and aborts if the client has gone
// meanwhile.
func hold(ctx context.Context, held <-chan struct{}) {
	if held == nil {
		return
	}
	select {
	case <-held:
	case <-ctx.Done():
		abort()
	}
}

// connectionKey is the context key of the TCP connection a request came on: net/http hands
// it to a handler in no other way.
type connectionKey struct{}

// withConnection puts the TCP connection, that under TLS too, into the context.
func withConnection(ctx context.Context, connection net.Conn) context.Context {
	if wrapped, ok := connection.(interface{ NetConn() net.Conn }); ok {
		connection = wrapped.NetConn()
	}
	return context.WithValue(ctx, connectionKey{}, connection)
}

// reset closes the connection a request came on with an RST.
func reset(ctx context.Context) {
	connection, ok := ctx.Value(connectionKey{}).(*net.TCPConn)
	if !ok {
		return
	}
	_ = connection.SetLinger(0)
	_ = connection.Close()
}
