// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package transport sends HTTP requests the way a status check must: bounded in
// time and size, repeated where repeating helps and nowhere else, within the
// service's limits, never redirected, and without a secret in any error or log.
package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// DefaultMaxBody is the size in bytes up to which a body is read: a status has
// some thousand.
const DefaultMaxBody = 1 << 20

const (
	// maxConnections is how many connections are held to one host, and how many
	// requests are under way. Terraform reads ten objects at a time unless told
	// otherwise.
	maxConnections = 10

	// dialTimeout bounds the making of a connection.
	dialTimeout = 30 * time.Second

	// firstBackoff is the pause before the first repetition; it doubles.
	firstBackoff = 500 * time.Millisecond

	// longestWait is the longest wait that a service may ask for where the
	// caller has no deadline: Cloudflare blocks for five minutes.
	longestWait = 6 * time.Minute
)

// Options configure a [Client].
type Options struct {
	// Service is the name under which the client logs.
	Service string
	// TLS is the TLS configuration, nil for the system's roots.
	TLS *tls.Config
	// RequestTimeout bounds one attempt, its body included.
	RequestTimeout time.Duration
	// MaxRetries is how often a request is repeated after its first attempt.
	MaxRetries int
	// MaxBackoff is the longest pause between two attempts that the service
	// didn't ask for.
	MaxBackoff time.Duration
	// UserAgent is sent with every request.
	UserAgent string
	// Secrets are kept out of every error and log line.
	Secrets *Secrets
	// Describe reads code and message out of the body of an error response;
	// it returns empty strings where the body has none.
	Describe func(body []byte) (code, message string)
}

// Client is an [http.RoundTripper] for one service. It returns a response only
// for a status of 2xx, with its whole body in memory; everything else is an
// [*Error]. It may be used by many goroutines at once.
type Client struct {
	options  Options
	base     *http.Transport
	retrying *retryablehttp.RoundTripper
}

// New makes a client. It opens no connection.
func New(options Options) *Client {
	base := &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        options.TLS,
		TLSHandshakeTimeout:    dialTimeout,
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        maxConnections,
		MaxIdleConnsPerHost:    maxConnections,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		// A connection that died without a word would otherwise be used again.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
	}
	attempts := &attempts{options: options, base: base, limit: &limit{}, lanes: make(chan struct{}, maxConnections)}
	return &Client{
		options: options,
		base:    base,
		retrying: &retryablehttp.RoundTripper{Client: &retryablehttp.Client{
			HTTPClient:   &http.Client{Transport: attempts},
			RetryWaitMin: min(firstBackoff, options.MaxBackoff),
			RetryWaitMax: options.MaxBackoff,
			RetryMax:     options.MaxRetries,
			CheckRetry:   checkRetry,
			Backoff:      attempts.backoff,
			// The last response or error as it is: RoundTrip explains it.
			ErrorHandler: func(resp *http.Response, err error, _ int) (*http.Response, error) { return resp, err },
		}},
	}
}

// errProxy stands for the error about the proxy's variables, which may hold a
// password.
var errProxy = errors.New("the proxy's address in the environment is not a URL")

func proxy(req *http.Request) (*url.URL, error) {
	address, err := http.ProxyFromEnvironment(req)
	if err != nil {
		return nil, errProxy
	}
	return address, nil
}

// RoundTrip implements [http.RoundTripper].
func (c *Client) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, exchange := record(req.Context())
	exchange.Method, exchange.URL = req.Method, req.URL.String()
	ctx = c.logger(ctx)
	req = req.Clone(ctx)
	req.Header.Set("User-Agent", c.options.UserAgent)

	resp, err := c.retrying.RoundTrip(req)
	if err == nil {
		err = c.judge(ctx, resp)
	}
	if err == nil {
		return resp, nil
	}
	if ctx.Err() != nil && exchange.failure != nil && !errors.Is(exchange.failure, ctx.Err()) {
		err = &CutShortError{Cause: ctx.Err(), Last: exchange.failure}
	}
	exchange.outcome = c.NewError(*exchange, err)
	return nil, exchange.outcome
}

// Close closes the connections that are not in use.
func (c *Client) Close() {
	c.base.CloseIdleConnections()
}

// NewError reports err as the outcome of an exchange, its text and the URL
// freed of secrets.
func (c *Client) NewError(exchange Exchange, err error) *Error {
	return &Error{Exchange: exchange, Err: err, secrets: c.options.Secrets}
}

// Failure reports err as the outcome of an exchange unless the exchange has one
// already: a caller in between (an SDK) may have lost it.
func (c *Client) Failure(exchange *Exchange, err error) *Error {
	if exchange.outcome != nil {
		return exchange.outcome
	}
	return c.NewError(*exchange, err)
}

// Excerpt is the printable beginning of a body, freed of secrets.
func (c *Client) Excerpt(body []byte) string {
	return excerpt(c.options.Secrets, body)
}

type maxBodyKey struct{}

// WithMaxBody returns a context whose responses are read up to a size in bytes,
// instead of [DefaultMaxBody].
func WithMaxBody(ctx context.Context, size int64) context.Context {
	return context.WithValue(ctx, maxBodyKey{}, size)
}

func maxBody(ctx context.Context) int64 {
	if size, ok := ctx.Value(maxBodyKey{}).(int64); ok {
		return size
	}
	return DefaultMaxBody
}

type retriesKey struct{}

// WithoutRetries returns a context whose requests are sent once: for a caller
// that looks again by itself.
func WithoutRetries(ctx context.Context) context.Context {
	return context.WithValue(ctx, retriesKey{}, true)
}

// IsWithoutRetries tells whether ctx comes from [WithoutRetries].
func IsWithoutRetries(ctx context.Context) bool {
	return ctx.Value(retriesKey{}) != nil
}
