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

// attempts sends single attempts: each waits for its turn, is bounded in time, and
// reads its body to the end, so that a body cut off counts as a failed attempt and
// the connection can be used again.
type attempts struct {
	options Options
	base    http.RoundTripper
	limit   *limit
	// lanes holds an element for each attempt that is under way. There are as
	// many as connections, so that the time of an attempt isn't spent waiting
	// for one, and so that no request leaves before it is known what those
	// ahead of it have used up of the service's limit.
	lanes chan struct{}
}

// RoundTrip implements [http.RoundTripper].
func (a *attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	ctx, exchange := record(ctx)
	if err := a.enter(ctx); err != nil {
		return nil, err
	}
	defer a.leave()
	exchange.Attempts++
	start := time.Now()
	resp, err := a.send(ctx, req)
	exchange.observe(ctx, resp, err, a.options.Secrets)
	a.log(ctx, exchange, resp, err, time.Since(start))
	if err != nil {
		return nil, err
	}
	a.limit.observe(resp)
	return resp, nil
}

// enter returns when a request may be sent: when a lane is free and the service's
// limit allows one more.
func (a *attempts) enter(ctx context.Context) error {
	for {
		select {
		case a.lanes <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		pause := a.limit.reserve(time.Now())
		if pause <= 0 {
			return nil
		}
		a.leave()
		if left := timeLeft(ctx); pause > left {
			return &WaitError{Wait: pause, Left: left}
		}
		logWait(ctx, a.options.Service, pause)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

func (a *attempts) leave() {
	<-a.lanes
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
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return resp, &RedirectError{Location: shown(a.options.Secrets, resp.Header.Get("Location"))}
	}
	return resp, nil
}

// timeout says which clock ran out, the attempt's or the caller's.
func (a *attempts) timeout(parent, ctx context.Context, err error) error {
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &TimeoutError{After: a.options.RequestTimeout}
	case errors.Is(err, context.DeadlineExceeded):
		// The dialer's own time, which calls itself a context's.
		return &TimeoutError{After: dialTimeout}
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
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		code, message := c.options.Describe(body)
		failure := &StatusError{
			Status:  resp.StatusCode,
			Code:    shown(c.options.Secrets, code),
			Message: shown(c.options.Secrets, message),
			Excerpt: c.Excerpt(body),
		}
		if wait, ok := retryAfter(resp); ok && passingStatus(resp.StatusCode) {
			failure.RetryAfter = wait
			if left := timeLeft(ctx); wait > left {
				return &WaitError{Wait: wait, Left: left, Err: failure}
			}
		}
		return failure
	case !isJSON(resp.Header.Get("Content-Type")):
		return &ContentError{ContentType: shown(c.options.Secrets, resp.Header.Get("Content-Type")), Excerpt: c.Excerpt(body)}
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
