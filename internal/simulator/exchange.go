// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"time"
)

// maxRequestBody is the longest request body that a simulator reads.
const maxRequestBody = 1 << 20

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

// handler serves a service: it records each request, and answers it as its
// fault says, or else as the service does.
func (s *Simulator) handler(svc *running) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.handling.RLock()
		defer s.handling.RUnlock()

		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
		if err != nil {
			abort()
		}

		recorded := s.records.add(svc.Name, r, body)
		fault := s.faults.next(route(r))
		refusal, admitted := svc.admit(r, w.Header())

		pause(r.Context(), time.Duration(s.latency.Load())+fault.Delay)

		switch {
		case fault.Hang:
			<-r.Context().Done()
			abort()
		case fault.Reset:
			reset(r.Context())
			abort()
		}
		if sessions, has := svc.api.(sessionKeeper); has && fault.ExpireSessions {
			sessions.expireSessions()
		}

		reply, instead := fault.answer(svc, r, *recorded)
		switch {
		case instead:
		case !admitted:
			reply = refusal
		default:
			reply = svc.respond(r, body)
		}

		if fault.Oversize > 0 {
			reply.status = cmp.Or(fault.Status, http.StatusOK)
		}

		if fault.arrived != nil {
			fault.arrived <- *recorded
		}
		hold(r.Context(), fault.Hold)
		s.records.answered(recorded, reply.status)
		fault.send(r.Context(), w, reply)
	})
}

// route is what faults are queued by: the method and the path as on the wire.
func route(r *http.Request) string {
	return r.Method + " " + r.URL.EscapedPath()
}

// abort ends a handler without an answer and closes its connection, or resets
// its stream under HTTP/2.
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

// hold waits until a channel is closed, if there is one, and aborts if the client has
// gone meanwhile.
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

// connectionKey is the context key of the TCP connection a request came on: net/http
// hands it to a handler in no other way.
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
