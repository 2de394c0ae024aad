// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Do sends a request under a context, again where that may help, and returns a
// response with a status of 2xx: attempts, each judged, until one is good, or
// repeating it can't help, or the caller's time is up. Callers that ask for the same
// share attempts that have not been sent yet. Its errors are an [*Error].
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	ctx = c.logger(ctx)
	info, began := c.newInfo(req), time.Now()
	var (
		before hold
		last   error
	)
	for renewals := 0; ; {
		got := c.share(ctx, req, before, info).fresh(began)
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

// share makes an attempt for all who want the same, or joins one that has not been sent
// yet.
func (c *Client) share(ctx context.Context, req Request, before hold, info RequestInfo) outcome {
	if req.Method != http.MethodGet {
		if err := c.pause(ctx, before); err != nil {
			return outcome{err: err}
		}
		return c.attempt(ctx, req, info, nil)
	}
	key := callKey{req.URL.String(), c.policy}
	for {
		if err := c.fits(ctx, c.limit.wait(time.Now()), nil); err != nil {
			return outcome{err: err}
		}
		joined, held, leads := c.calls.join(key, before)
		if leads {
			return c.lead(ctx, req, info, joined)
		}
		if held.asked {
			if err := c.fits(ctx, time.Until(held.until), nil); err != nil {
				return outcome{err: err}
			}
		}
		select {
		case <-ctx.Done():
			return outcome{err: ctx.Err()}
		case <-joined.done:
		}
		if joined.outcome != nil {
			return *joined.outcome
		}
	}
}

// lead makes the attempt of a call.
func (c *Client) lead(ctx context.Context, req Request, info RequestInfo, own *call) (got outcome) {
	var (
		shared *outcome
		asked  hold
	)
	defer func() { c.calls.finish(own, shared, asked) }()
	before, err := c.calls.awaitTurn(ctx, own)
	if err == nil {
		err = c.pause(ctx, before)
	}
	if err != nil {
		return outcome{err: err}
	}
	got = c.attempt(ctx, req, info, own)
	asked = askedHold(got.err)
	if got.err == nil || (ctx.Err() == nil && !c.isOwnWait(got.err)) {
		shared = &got
	}
	return got
}

// isOwnWait reports whether an attempt wasn't made because a wait was too long for the
// caller's own time. Others may have more.
func (c *Client) isOwnWait(err error) bool {
	_, isWait := errors.AsType[*WaitError](err)
	return isWait && c.policy.Bounded
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
