// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// outcome is what an attempt came to.
type outcome struct {
	// header is the one that was sent, nil if nothing was.
	header http.Header
	// status is 0, and requestID empty, if no response came.
	status    int
	requestID string
	// body is that of a good response.
	body []byte
	err  *Error
	// age is how old the answer was when it was received, 0 if that isn't known, and cache
	// is what gave it.
	age      time.Duration
	received time.Time
	cache    string
	// badAge is an age that can't be read, as a message shows it.
	badAge string
	// unanswered is whether the service may have received the request, and no complete
	// answer came.
	unanswered bool
}

// attempt sends a request once, when a slot is free and the service's limit allows it, and
// judges the response.
func (c *Client) attempt(ctx context.Context, req Request, info *RequestInfo) (got outcome) {
	if !req.Login {
		if err := c.acquire(ctx, info); err != nil {
			return outcome{err: err}
		}
		defer c.release()
	}
	out, err := c.outgoing(ctx, req)
	if err != nil {
		return outcome{err: err}
	}
	got.header = out.Header
	start, allowed := time.Now(), c.attemptTimeout(req)
	attemptCtx, cancel := context.WithTimeout(ctx, allowed)
	defer cancel()
	var seen trace
	resp, roundTripErr := c.base.RoundTrip(out.WithContext(seen.attach(attemptCtx)))
	if roundTripErr == nil {
		c.limit.observe(resp, start)
		c.note(&got, resp)
		got.body, got.err = c.readBody(resp, req.MaxBody)
	} else {
		got.err = c.judgeConnection(roundTripErr, &seen)
	}
	got.unanswered = got.err != nil && seen.sent.Load()
	if late := late(ctx, start, allowed); late != nil {
		got.err, got.unanswered = late, seen.sent.Load()
	}
	if req.Login && RefusesLogin(got.status) && ctx.Err() == nil {
		// The status is enough to know, even if the body is cut off.
		got.err, got.unanswered = nil, false
	}
	c.log(ctx, info, resp, got.err, time.Since(start))
	if got.err == nil {
		got.err = c.judge(resp, got.body, got.cache)
	}
	return got
}

// late returns the error of the clock that ran out, the caller's or the attempt's, which was
// allowed so long; nil if none did. An answer may have been waiting while this process, or the
// machine, was stopped.
func late(ctx context.Context, start time.Time, allowed time.Duration) *Error {
	switch {
	case ctx.Err() != nil:
		return Interrupted(ctx.Err())
	case IsOver(ctx):
		return Interrupted(context.DeadlineExceeded)
	case Elapsed(start) >= allowed:
		return timeoutError(allowed)
	default:
		return nil
	}
}

// trace notes what an attempt comes to on the way. Connections are made in goroutines of
// their own, which may outlast it.
type trace struct {
	// sent is whether the service may have received the request.
	sent      atomic.Bool
	handshake atomic.Pointer[error]
}

// attach returns a context in which a request is traced.
func (t *trace) attach(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			if info.Reused {
				settle(info.Conn)
			}
		},
		WroteHeaders: func() { t.sent.Store(true) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err != nil {
				t.handshake.Store(&err)
			}
		},
	})
}

// handshakeError returns the error of the last TLS handshake that failed, or nil.
func (t *trace) handshakeError() error {
	if err := t.handshake.Load(); err != nil {
		return *err
	}
	return nil
}

// note notes what the headers of a response say.
func (c *Client) note(got *outcome, resp *http.Response) {
	got.status, got.requestID = resp.StatusCode, c.options.Secrets.Text(resp.Header.Get(c.options.RequestIDHeader))
	got.received = time.Now()
	got.age, got.badAge = c.age(resp.Header)
	for _, name := range []string{"Via", "X-Cache", "X-Served-By", "Server"} {
		if value := resp.Header.Get(name); value != "" {
			got.cache = c.options.Secrets.Text(name + ": " + value)
			return
		}
	}
}

// age returns how old an answer is, as the caches that passed it on say, and what one of them
// says that can't be read.
func (c *Client) age(header http.Header) (oldest time.Duration, unreadable string) {
	for _, value := range header.Values("Age") {
		age, ok := parseSeconds(strings.TrimSpace(value))
		if !ok {
			unreadable = c.options.Secrets.Quote(value)
		}
		oldest = max(oldest, age)
	}
	return oldest, unreadable
}

// fresh returns the outcome of an attempt for a read that began at a time: an answer that is
// older than that doesn't count, whatever it says. But a wait that it asks for does.
func (o outcome) fresh(began time.Time) outcome {
	lasted := o.received.Sub(began)
	isStale := o.age > max(lasted, 0) || o.badAge != ""
	if isTransient := o.err != nil && o.err.Kind.IsStatus() && o.err.Transient; !isStale || isTransient {
		return o
	}
	o.body, o.err = nil, ageError(o.cache, o.age, lasted)
	if o.badAge != "" {
		o.err = unreadableAgeError(o.cache, o.badAge)
	}
	return o
}

// RefusesLogin reports whether the status of a login refuses it for good.
func RefusesLogin(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusNotModified:
		return false
	default:
		return status >= 300 && status < 500
	}
}

// attemptTimeout bounds an attempt in time.
func (c *Client) attemptTimeout(req Request) time.Duration {
	if req.Login {
		return max(c.options.RequestTimeout, minLoginTimeout)
	}
	return c.options.RequestTimeout
}

// outgoing returns the request as it is sent: with our name, its credentials, and a body of
// its own.
func (c *Client) outgoing(ctx context.Context, req Request) (*http.Request, *Error) {
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", c.options.UserAgent)
	out.Header.Set("Cache-Control", "no-cache")
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, c.connectionError(err)
		}
		out.Body = body
	}
	if req.Login || c.options.Credentials == nil {
		return out, nil
	}
	return out, c.options.Credentials.Authorize(ctx, out.Header)
}

// acquire takes a slot, and waits for the service's rate limit.
func (c *Client) acquire(ctx context.Context, info *RequestInfo) *Error {
	for {
		select {
		case c.slots <- struct{}{}:
		case <-ctx.Done():
			return Interrupted(ctx.Err())
		}
		pause := c.limit.reserve(time.Now())
		if pause <= 0 {
			return nil
		}
		c.release()
		if err := c.pause(ctx, delay{time.Now().Add(pause), true}, info); err != nil {
			return err
		}
	}
}

func (c *Client) release() {
	<-c.slots
}

// readBody reads a body to its end, so that one that is cut off fails the attempt, and the
// connection can be used again.
func (c *Client) readBody(resp *http.Response, maxBody int64) ([]byte, *Error) {
	if resp.StatusCode < http.StatusOK {
		// After a 101 the body is the connection, which nothing bounds.
		_ = resp.Body.Close()
		return nil, nil
	}
	if maxBody == 0 {
		maxBody = defaultMaxBody
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	closeErr := resp.Body.Close()
	switch {
	case int64(len(body)) > maxBody:
		return body, c.sizeError(maxBody, body)
	case err != nil:
		return body, c.lengthError(body, err)
	case closeErr != nil:
		return body, c.lengthError(body, closeErr)
	default:
		return body, nil
	}
}
