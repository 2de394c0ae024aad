// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// attempt sends a request once, when a slot is free and the service's limit allows
// it, and judges the response. It returns the header that was sent, nil where
// nothing was, and the body of a good response.
func (c *Client) attempt(ctx context.Context, req Request, info *RequestInfo) (header http.Header, body []byte, err error) {
	if !req.Login {
		if err := c.acquire(ctx); err != nil {
			return nil, nil, err
		}
		defer c.release()
	}
	out, err := c.outgoing(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	info.Attempts++
	info.Status, info.RequestID = 0, ""
	start := time.Now()
	attemptCtx, cancel := context.WithTimeout(ctx, c.options.RequestTimeout)
	defer cancel()
	resp, err := c.base.RoundTrip(out.WithContext(attemptCtx))
	if err == nil {
		info.Status, info.RequestID = resp.StatusCode, c.requestID(resp)
		c.limit.observe(resp, start)
		body, err = c.readBody(resp, req.MaxBody)
	}
	if err != nil {
		err = c.timeout(ctx, attemptCtx, err)
	}
	c.log(ctx, info, resp, err, time.Since(start))
	if err == nil {
		err = c.judge(ctx, resp, body)
	}
	return out.Header, body, err
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
		if err := c.limit.fits(ctx, pause); err != nil {
			return err
		}
		c.limit.begin(ctx, pause)
		c.logWait(ctx, pause)
		if err := sleep(ctx, pause); err != nil {
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
		return nil, &TooLargeError{Max: maxBody, Excerpt: c.options.Secrets.Excerpt(body)}
	case err == nil:
		err = closeErr
	}
	if err != nil {
		return nil, &TruncatedError{Received: len(body), Excerpt: c.options.Secrets.Excerpt(body), Err: err}
	}
	return body, nil
}

// timeout says which clock ran out, the attempt's or the caller's.
func (c *Client) timeout(parent, ctx context.Context, err error) error {
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{After: c.options.RequestTimeout}
	case errors.Is(err, context.DeadlineExceeded):
		// The dialer's own time, which calls itself a context's.
		return &TimeoutError{After: dialTimeout}
	default:
		return err
	}
}

// judge returns the error that a response stands for, nil for a good one.
func (c *Client) judge(ctx context.Context, resp *http.Response, body []byte) error {
	contentType := resp.Header.Get("Content-Type")
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return &RedirectError{Location: c.options.Secrets.Text(resp.Header.Get("Location"))}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return &ProxyError{Status: resp.StatusCode}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := c.statusError(resp.StatusCode, resp.Header, body)
		wait, asked := retryAfter(resp)
		if !asked || !isTransientStatus(resp.StatusCode) {
			return failure
		}
		failure.RetryAfter, failure.asked = wait, true
		if err := c.fits(ctx, wait, failure); err != nil {
			return err
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
