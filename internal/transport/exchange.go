// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"net/http"
)

// Exchange is one request and what became of it, over all its attempts.
type Exchange struct {
	// Method and URL are what was asked. No URL of this project holds a secret.
	Method, URL string
	// Attempts counts the requests sent.
	Attempts int
	// Status is the HTTP status last received, 0 where there was none.
	Status int
	// RequestID is the service's own id of the last response (Cloudflare's
	// "cf-ray"), empty where it sends none.
	RequestID string

	// failure is why the last attempt failed that the caller didn't end.
	failure error
	// outcome is why the request failed.
	outcome *Error
}

// Answer is a decoded response with the exchange that brought it.
type Answer[T any] struct {
	Value    T
	Exchange Exchange
}

type exchangeKey struct{}

// Record returns a context under which a request is recorded. One exchange
// records one request.
func Record(ctx context.Context) (context.Context, *Exchange) {
	exchange := &Exchange{}
	return context.WithValue(ctx, exchangeKey{}, exchange), exchange
}

func record(ctx context.Context) (context.Context, *Exchange) {
	if exchange, ok := ctx.Value(exchangeKey{}).(*Exchange); ok {
		return ctx, exchange
	}
	return Record(ctx)
}

// observe notes a response or the failure to get one.
func (e *Exchange) observe(ctx context.Context, resp *http.Response, err error, secrets *Secrets) {
	if ctx.Err() == nil {
		e.failure = err
	}
	e.Status, e.RequestID = 0, ""
	if resp == nil {
		return
	}
	e.Status = resp.StatusCode
	e.RequestID = shown(secrets, resp.Header.Get("Cf-Ray"))
	if err == nil && passingStatus(resp.StatusCode) {
		e.failure = &StatusError{Status: resp.StatusCode}
	}
}
