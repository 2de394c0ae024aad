// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// attempts sends single attempts: each waits for the service's limit, is bounded
// in time, and reads its body to the end, so that a body cut off counts as a
// failed attempt and the connection can be used again.
type attempts struct {
	options Options
	base    http.RoundTripper
	limit   *limit
}

// RoundTrip implements [http.RoundTripper].
func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	ctx, exchange := record(ctx)
	if err := a.limit.wait(ctx, a.options.Service); err != nil {
		return nil, err
	}
	exchange.Attempts++
	start := time.Now()
	resp, err := a.send(ctx, req)
	exchange.observe(resp, err)
	a.log(ctx, exchange, resp, err, time.Since(start))
	if err != nil {
		return nil, err
	}
	a.limit.observe(resp)
	return resp, nil
}

func (a *attempts) send(parent context.Context, req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(parent, a.options.RequestTimeout)
	defer cancel()
	resp, err := a.base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, a.timeout(parent, ctx, err)
	}
	most := maxBody(ctx)
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	closeErr := resp.Body.Close()
	switch {
	case int64(len(body)) > most:
		return resp, &TooLargeError{Max: most, Excerpt: excerpt(a.options.Secrets, body)}
	case err == nil:
		err = closeErr
	}
	if err != nil {
		err = &CutOffError{Received: len(body), Excerpt: excerpt(a.options.Secrets, body), Err: err}
		return resp, a.timeout(parent, ctx, err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// timeout says which clock ran out, the attempt's or the caller's.
func (a *attempts) timeout(parent, ctx context.Context, err error) error {
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{After: a.options.RequestTimeout}
	default:
		return err
	}
}

// judge returns the error that a response stands for, nil for a good one.
func (c *Client) judge(ctx context.Context, resp *http.Response) error {
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return &RedirectError{Location: c.options.Secrets.Mask(printable(resp.Header.Get("Location")))}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := &StatusError{Status: resp.StatusCode, Excerpt: c.Excerpt(body)}
		failure.Code, failure.Message = c.options.Describe(body)
		failure.Code = c.options.Secrets.Mask(printable(failure.Code))
		failure.Message = c.options.Secrets.Mask(printable(failure.Message))
		if wait, ok := retryAfter(resp); ok && passingStatus(resp.StatusCode) && wait > timeLeft(ctx) {
			return &WaitError{Wait: wait, Left: timeLeft(ctx), Err: failure}
		}
		return failure
	case !isJSON(resp.Header.Get("Content-Type")):
		return &ContentError{ContentType: c.options.Secrets.Mask(printable(resp.Header.Get("Content-Type"))), Excerpt: c.Excerpt(body)}
	default:
		return nil
	}
}

// isJSON tells whether a body may be taken for JSON. Servers leave the type out
// or call it plain text; the decoder then judges the body itself.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || media == "text/json" || media == "text/plain" || strings.HasSuffix(media, "+json"))
}
