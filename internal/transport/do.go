// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"time"
)

// Do sends a request under a context, again where that may help, and returns a response with
// a status of 2xx: attempts, each judged, until one is good, or repeating it can't help, or
// the caller's time is up. Its errors are an [*Error].
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	ctx = c.logger(ctx)
	info, began := newInfo(req), time.Now()
	var (
		before delay
		last   *Error
	)
	for renewals := 0; ; {
		got := c.try(ctx, req, before, &info).fresh(began)
		info.add(got)
		renew := c.renew(req, got, renewals)
		switch {
		case got.err == nil:
			return &Response{RequestInfo: info, Body: got.body}, nil
		case got.err.Kind == KindInterrupted:
			return nil, got.err.after(last).about(info)
		case renew:
			renewals++
			before = delay{}
			continue
		}
		var err *Error
		if before, err = c.delayBefore(ctx, req, got, info.Attempts-renewals); err != nil {
			return nil, err.about(info)
		}
		last = got.err
	}
}

// try makes an attempt after a delay.
func (c *Client) try(ctx context.Context, req Request, before delay, info *RequestInfo) outcome {
	if err := c.pause(ctx, before, info); err != nil {
		return outcome{err: err}
	}
	return c.attempt(ctx, req, info)
}

func newInfo(req Request) RequestInfo {
	info := RequestInfo{Method: req.Method, URL: req.Shown, Login: req.Login}
	if info.URL == "" {
		info.URL = req.URL.String()
	}
	return info
}

// add notes one more attempt, if one was sent.
func (i *RequestInfo) add(got outcome) {
	if got.header == nil {
		return
	}
	i.Attempts++
	i.Status, i.RequestID, i.Unanswered = got.status, got.requestID, got.unanswered
	if got.err != nil && got.err.asked {
		i.Asked = got.err.Wait
	}
}

// renew reports whether the request is to be sent again at once, because its credentials were
// refused and there are others now.
func (c *Client) renew(req Request, got outcome, renewals int) bool {
	if (got.err != nil && got.err.Kind == KindCache) || req.Login || c.options.Credentials == nil || got.header == nil {
		return false
	}
	return c.options.Credentials.Renew(got.header, got.status, renewals)
}

// after returns the end of the caller's context with the failure before it.
func (e *Error) after(last *Error) *Error {
	if e.Kind != KindInterrupted || last == nil {
		return e
	}
	failure := *e
	failure.Last = last
	return &failure
}
