// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"time"
)

// Do sends a request under a context, again where that may help, and returns a
// response with a status of 2xx: attempts, each judged, until one is good, or
// repeating it can't help, or the caller's time is up. Its errors are an [*Error].
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	ctx = c.logger(ctx)
	info, began := c.newInfo(req), time.Now()
	var (
		before hold
		last   error
	)
	for renewals := 0; ; {
		got := c.try(ctx, req, before, info).fresh(began)
		info.add(got)
		renew := c.renew(req, got, renewals)
		switch {
		case got.err == nil:
			return &Response{RequestInfo: info, Body: got.body}, nil
		case ctx.Err() != nil:
			return nil, c.NewError(info, interrupted(ctx, last, got.err))
		case renew:
			renewals++
			before = hold{}
			continue
		}
		var err error
		if before, err = c.holdBefore(ctx, req, got, info.Attempts-renewals); err != nil {
			return nil, c.NewError(info, err)
		}
		last = got.err
	}
}

// try makes an attempt after a pause.
func (c *Client) try(ctx context.Context, req Request, before hold, info RequestInfo) outcome {
	if err := c.pause(ctx, before); err != nil {
		return outcome{err: err}
	}
	return c.attempt(ctx, req, info)
}

func (c *Client) newInfo(req Request) RequestInfo {
	return RequestInfo{Method: req.Method, URL: c.Redact(req.URL.String()), Login: req.Login}
}

// add notes one more attempt, where one was sent.
func (i *RequestInfo) add(got outcome) {
	if got.header == nil {
		return
	}
	i.Attempts++
	i.Status, i.RequestID, i.Unanswered = got.status, got.requestID, got.unanswered
}

// renew reports whether the request is to be sent again at once, because its
// credentials were refused and there are others now.
func (c *Client) renew(req Request, got outcome, renewals int) bool {
	if _, isStale := errors.AsType[*StaleError](got.err); isStale || req.Login || c.options.Credentials == nil || got.header == nil {
		return false
	}
	return c.options.Credentials.Renew(got.header, got.status, renewals)
}

// interrupted is err, or what is known of the attempt before it where the
// caller's context is why it failed.
func interrupted(ctx context.Context, last, err error) error {
	if last == nil || ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return err
	}
	return &InterruptedError{Cause: ctx.Err(), Last: last}
}

// sleep returns early with the context's error when that ends.
func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
