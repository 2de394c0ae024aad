// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// outcome is what an attempt came to.
type outcome struct {
	// header is the one that was sent, nil where nothing was.
	header http.Header
	// status is 0, and requestID empty, where no response came.
	status    int
	requestID string
	// body is that of a good response.
	body []byte
	err  error
	// age is how old the answer was when it was received, 0 where that isn't known, and
	// cache is what gave it.
	age      time.Duration
	received time.Time
	cache    string
	// unanswered is whether the service may have received the request, and no complete
	// answer came.
	unanswered bool
}

// attempt sends a request once, when a slot is free and the service's limit allows
// it, and judges the response.
func (c *Client) attempt(ctx context.Context, req Request, info RequestInfo) (got outcome) {
	if !req.Login {
		if err := c.acquire(ctx); err != nil {
			return outcome{err: err}
		}
		defer c.release()
	}
	out, err := c.outgoing(ctx, req)
	if err != nil {
		return outcome{err: err}
	}
	got.header = out.Header
	start := time.Now()
	allowed := c.attemptTimeout(req)
	attemptCtx, cancel := context.WithTimeout(ctx, allowed)
	defer cancel()
	var seen trace
	resp, err := c.base.RoundTrip(out.WithContext(seen.attach(attemptCtx)))
	if err == nil {
		c.limit.observe(resp, start)
		c.note(&got, resp)
		got.body, err = c.readBody(resp, req.MaxBody)
		if req.Login && isRefusal(resp.StatusCode) && ctx.Err() == nil {
			// That is enough to know, even where the body is cut off.
			err = nil
		}
	}
	if err != nil {
		got.unanswered = seen.sent.Load()
		err = c.judgeHandshake(timeout(ctx, attemptCtx, allowed, err), seen.handshakeError())
	}
	c.log(ctx, info, resp, err, time.Since(start))
	if err == nil {
		err = c.judge(resp, got.body, got.cache)
	}
	got.err = err
	return got
}

// trace is what an attempt comes to on the way. Connections are made in goroutines of
// their own, which may outlast it.
type trace struct {
	// sent is whether the service may have received the request.
	sent      atomic.Bool
	handshake atomic.Pointer[error]
}

// attach has a request traced.
func (t *trace) attach(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { t.sent.Store(true) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			if err != nil {
				t.handshake.Store(&err)
			}
		},
	})
}

// handshakeError is the error of the last TLS handshake that failed.
func (t *trace) handshakeError() error {
	if err := t.handshake.Load(); err != nil {
		return *err
	}
	return nil
}

// note takes down what the headers of a response say.
func (c *Client) note(got *outcome, resp *http.Response) {
	got.status, got.requestID = resp.StatusCode, c.requestID(resp)
	got.received = time.Now()
	got.age = ageOf(resp.Header)
	for _, name := range []string{"Via", "X-Cache", "X-Served-By", "Server"} {
		if value := resp.Header.Get(name); value != "" {
			got.cache = c.options.Secrets.Text(name + ": " + value)
			return
		}
	}
}

// ageOf is how old an answer is, as the caches that passed it on say.
func ageOf(header http.Header) (oldest time.Duration) {
	for _, value := range header.Values("Age") {
		if age, ok := parseSeconds(strings.TrimSpace(value)); ok {
			oldest = max(oldest, age)
		}
	}
	return oldest
}

// fresh is the outcome of an attempt for a read that began at a time: an answer that is
// older than that doesn't count, whatever it says. But a wait that it asks for does.
func (o outcome) fresh(began time.Time) outcome {
	lasted := o.received.Sub(began)
	status, isStatus := errors.AsType[*StatusError](o.err)
	if o.age > max(lasted, 0) && (!isStatus || !isTransientStatus(status.Status)) {
		o.body, o.err = nil, &StaleError{Status: o.status, Age: o.age, Lasted: lasted, Cache: o.cache}
	}
	return o
}

// isRefusal reports whether a status refuses credentials.
func isRefusal(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// attemptTimeout bounds an attempt in time.
func (c *Client) attemptTimeout(req Request) time.Duration {
	if req.Login {
		return max(c.options.RequestTimeout, minLoginTimeout)
	}
	return c.options.RequestTimeout
}

// outgoing is the request as it is sent: with our name, its credentials, and a body
// of its own.
func (c *Client) outgoing(ctx context.Context, req Request) (*http.Request, error) {
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", c.options.UserAgent)
	out.Header.Set("Cache-Control", "no-cache")
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = body
	}
	if req.Login || c.options.Credentials == nil {
		return out, nil
	}
	return out, c.options.Credentials.Authorize(ctx, out.Header)
}

// acquire takes a slot, and waits for the service's rate limit.
func (c *Client) acquire(ctx context.Context) error {
	for {
		select {
		case c.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		pause := c.limit.reserve(time.Now())
		if pause <= 0 {
			return nil
		}
		c.release()
		if err := c.pause(ctx, hold{time.Now().Add(pause), true}); err != nil {
			return err
		}
	}
}

func (c *Client) release() {
	<-c.slots
}

// readBody reads a body to its end, so that one that is cut off fails the attempt,
// and the connection can be used again.
func (c *Client) readBody(resp *http.Response, maxBody int64) ([]byte, error) {
	if maxBody == 0 {
		maxBody = defaultMaxBody
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	closeErr := resp.Body.Close()
	switch {
	case int64(len(body)) > maxBody:
		return body, &TooLargeError{Max: maxBody, Excerpt: c.options.Secrets.Excerpt(body)}
	case err == nil:
		err = closeErr
	}
	if err != nil {
		return body, &TruncatedError{Received: len(body), Excerpt: c.options.Secrets.Excerpt(body), Err: err}
	}
	return body, nil
}

// timeout says which clock ran out, the attempt's, which was allowed so long, or the
// caller's.
func timeout(parent, ctx context.Context, allowed time.Duration, err error) error {
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{After: allowed}
	case errors.Is(err, context.DeadlineExceeded):
		// The dialer's own time, which calls itself a context's.
		return &TimeoutError{After: dialTimeout}
	default:
		return err
	}
}
