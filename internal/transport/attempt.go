// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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
	// unanswered is whether the service may have received the request, and no complete
	// answer came.
	unanswered bool
}

// attempt sends a request once, when a slot is free and the service's limit allows
// it, and judges the response. The call it is made for, if any, is sealed just before.
func (c *Client) attempt(ctx context.Context, req Request, info RequestInfo, own *call) (got outcome) {
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
	if own != nil {
		c.calls.seal(own)
	}
	start := time.Now()
	allowed := c.attemptTimeout(req)
	attemptCtx, cancel := context.WithTimeout(ctx, allowed)
	defer cancel()
	var isSent atomic.Bool
	resp, err := c.base.RoundTrip(out.WithContext(httptrace.WithClientTrace(attemptCtx, &httptrace.ClientTrace{
		WroteHeaders: func() { isSent.Store(true) },
	})))
	if err == nil {
		got.status, got.requestID = resp.StatusCode, c.requestID(resp)
		c.limit.observe(resp, start)
		got.body, err = c.readBody(resp, req.MaxBody)
		if req.Login && isRefusal(resp.StatusCode) && ctx.Err() == nil {
			// That is enough to know, even where the body is cut off.
			err = nil
		}
	}
	if err != nil {
		got.unanswered = isSent.Load()
		err = timeout(ctx, attemptCtx, allowed, err)
	}
	c.log(ctx, info, resp, err, time.Since(start))
	if err == nil {
		err = c.judge(resp, got.body)
	}
	got.err = err
	return got
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

// judge returns the error that a response stands for, nil for a good one.
func (c *Client) judge(resp *http.Response, body []byte) error {
	contentType := resp.Header.Get("Content-Type")
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return &RedirectError{Location: c.options.Secrets.Text(resp.Header.Get("Location"))}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return &ProxyError{Status: resp.StatusCode}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := c.statusError(resp.StatusCode, resp.Header, body)
		if wait, asked := retryAfter(resp); asked && isTransientStatus(resp.StatusCode) {
			failure.RetryAfter, failure.asked = wait, true
		}
		return failure
	case !isJSON(contentType):
		return &ContentError{ContentType: c.options.Secrets.Text(contentType), Excerpt: c.options.Secrets.Excerpt(body)}
	default:
		return nil
	}
}

// statusError is an error response in the service's own words, or in those of what
// has answered in its place.
func (c *Client) statusError(status int, header http.Header, body []byte) *StatusError {
	description := c.options.Describe(status, header, body)
	if description == (Description{}) {
		description = c.describeForeign(header, body)
	}
	failure := &StatusError{
		Status:  status,
		Code:    c.options.Secrets.Text(description.Code),
		Message: c.options.Secrets.Text(description.Message),
		Kind:    description.Kind,
		Excerpt: c.options.Secrets.Excerpt(body),
	}
	if detail := c.options.Secrets.Text(description.Detail); detail != "" {
		failure.Message = strings.TrimPrefix(failure.Message+": "+detail, ": ")
	}
	return failure
}

// describeForeign describes a response that isn't in the service's format: a problem
// of RFC 9457, a page, or a challenge.
func (c *Client) describeForeign(header http.Header, body []byte) Description {
	var problem struct {
		Title  string         `json:"title"`
		Detail string         `json:"detail"`
		Code   jsontext.Value `json:"error_code"`
	}
	var description Description
	if json.Unmarshal(body, &problem) == nil {
		description.Message, description.Detail = problem.Title, problem.Detail
		if problem.Code.Kind() == '0' {
			description.Code = problem.Code.String()
		}
	}
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	isChallenge := c.options.ChallengeHeader != "" && header.Get(c.options.ChallengeHeader) != ""
	if description != (Description{}) || media == "text/html" || isMarkup(body) || isChallenge {
		description.Kind = KindGateway
	}
	return description
}

// isMarkup reports whether a body is a page for people.
func isMarkup(body []byte) bool {
	const most = 1000
	return strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), most)])), "<")
}

func (c *Client) requestID(resp *http.Response) string {
	if c.options.RequestIDHeader == "" {
		return ""
	}
	return c.options.Secrets.Text(resp.Header.Get(c.options.RequestIDHeader))
}

// isJSON reports whether a body may be taken for JSON. Servers leave the type out
// or call it plain text; the decoder then judges the body itself.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || media == "text/json" || media == "text/plain" || strings.HasSuffix(media, "+json"))
}
