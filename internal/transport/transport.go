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
	"os"
	"sync/atomic"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

const (
	// MaxConnections is how many connections are held to one host, and how many
	// requests are under way. Terraform reads ten objects at a time unless told
	// otherwise.
	MaxConnections = 10

	// dialTimeout bounds the making of a connection, and its TLS handshake.
	dialTimeout = 30 * time.Second

	// keepAlive is how often an idle connection is probed, and pingTimeout how long
	// an HTTP/2 connection may leave a probe unanswered: one that died without a
	// word would otherwise be used again.
	keepAlive       = 30 * time.Second
	idleTimeout     = 90 * time.Second
	sendPingTimeout = 15 * time.Second
	pingTimeout     = 15 * time.Second

	// minLoginTimeout is how long a login has for its answer at least: one that is given
	// up and sent again may be counted twice, and accounts get locked.
	minLoginTimeout = 30 * time.Second

	// maxHeader bounds the headers of a response in bytes.
	maxHeader = 64 << 10

	// defaultMaxBody bounds a body in bytes where a request names no bound: a
	// status has some thousand.
	defaultMaxBody = 1 << 20
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
	// Stop ends what no caller's context ends, such as a login that is made for all; nil
	// is never.
	Stop context.Context
	// Dial makes connections, nil for the network's.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// UserAgent is sent with every request.
	UserAgent string
	// RequestIDHeader is the header with the service's own id of a request,
	// empty where it sends none.
	RequestIDHeader string
	// ChallengeHeader is the header with which a gateway of the service marks a page
	// that challenges a person, empty where there is none.
	ChallengeHeader string
	// Secrets are kept out of every error and log line.
	Secrets *redact.Secrets
	// Credentials authorize every attempt; nil where the caller does.
	Credentials Credentials
	// Describe reads the service's own words out of the body of a response that
	// is an error.
	Describe func(status int, header http.Header, body []byte) Description
}

// Credentials authorize requests.
type Credentials interface {
	// Authorize adds the credentials to a request that is about to be sent. It
	// may log in first, which is why it is asked for each attempt, when that has
	// its slot: a session may end while a request waits for one.
	Authorize(ctx context.Context, header http.Header) error
	// Renew is told the status of each answer to a request with this header. It
	// reports whether to send the request again with other credentials; renewals
	// is how often that has been done.
	Renew(header http.Header, status, renewals int) bool
}

// Description is what a service says of an error, in its own words.
type Description struct {
	// Code and Message are empty where it says nothing.
	Code, Message string
	// Detail is more that it says, shortened by itself.
	Detail string
	Kind   Kind
}

// Kind is what an error means, where the status alone doesn't say.
type Kind int

const (
	// KindOther is what the status says.
	KindOther Kind = iota
	// KindMissing is an object that doesn't exist, in the service's own words.
	KindMissing
	// KindAddress is a request that the service can't route: its address is wrong,
	// not what it asks for.
	KindAddress
	// KindCredentials are credentials that the service refuses.
	KindCredentials
	// KindFilter is a refusal because of where the request comes from.
	KindFilter
	// KindGateway is an answer that isn't in the service's format: something in
	// between has given it, or something else than the service.
	KindGateway
	// KindEntitlement is a refusal because the account doesn't have the product.
	KindEntitlement
	// KindBare is a 404 without words of a service that documents it so: either the
	// object doesn't exist, or the request's address is wrong.
	KindBare
)

// Policy is how a caller wants its requests repeated and how long it waits.
type Policy struct {
	// Once sends each request without retries: the caller polls.
	Once bool
	// Bounded is whether the user has set a time-out. Then the context's deadline alone
	// bounds the waits that the service asks for. Otherwise all reads together wait six
	// minutes, whatever deadline the context has.
	Bounded bool
}

// Client sends requests to one service. It may be used by many goroutines at once.
type Client struct {
	options Options
	policy  Policy
	base    *http.Transport
	// asked is whether the peer has ever asked for a certificate of ours.
	asked *atomic.Bool
	limit *rateLimit
	// slots is a semaphore, one slot per connection. Taking a slot first keeps the
	// wait for a connection out of the request timeout, and bounds how many
	// requests are ahead of the rate-limit headers they will return.
	slots chan struct{}
}

// New makes a client. It opens no connection.
func New(options Options) *Client {
	if options.Secrets == nil {
		options.Secrets = &redact.Secrets{}
	}
	options.Secrets.AddProxies(os.Getenv)
	if options.Dial == nil {
		options.Dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive}).DialContext
	}
	asked := &atomic.Bool{}
	return &Client{
		options: options,
		asked:   asked,
		limit:   &rateLimit{maxPause: options.MaxBackoff},
		slots:   make(chan struct{}, MaxConnections),
		base: &http.Transport{
			Proxy:                  newProxies(os.Getenv).forRequest,
			OnProxyConnectResponse: connected,
			DialContext:            options.Dial,
			TLSClientConfig:        withCertificateRequests(options.TLS, asked),
			TLSHandshakeTimeout:    dialTimeout,
			ForceAttemptHTTP2:      true,
			MaxConnsPerHost:        MaxConnections,
			MaxIdleConnsPerHost:    MaxConnections,
			IdleConnTimeout:        idleTimeout,
			MaxResponseHeaderBytes: maxHeader,
			HTTP2:                  &http.HTTP2Config{SendPingTimeout: sendPingTimeout, PingTimeout: pingTimeout},
		},
	}
}

// With returns a client that sends by a policy, and shares everything else with c. The
// policy of a new client is the zero value.
func (c *Client) With(policy Policy) *Client {
	client := *c
	client.policy = policy
	return &client
}

// Request is a request to send.
type Request struct {
	*http.Request
	// MaxBody bounds the response's body in bytes; zero is 1 MiB.
	MaxBody int64
	// Login is a request that gets credentials: it needs none and no slot, since
	// those who hold the slots wait for it. It has at least 30 s for its answer.
	Login bool
	// Resend is asked whether a request that the service may have received, but hasn't
	// answered, may be sent again at a time; nil always allows it.
	Resend func(at time.Time) bool
}

// RequestInfo is one request and what became of it, over all its attempts.
type RequestInfo struct {
	// Method and URL are what was asked, without secrets: users paste those into
	// anything.
	Method, URL string
	// Login is whether it was the request to log in.
	Login bool
	// Attempts counts the requests sent.
	Attempts int
	// Status is the HTTP status last received, 0 where there was none.
	Status int
	// RequestID is the service's own id of the last response, empty where it
	// sends none.
	RequestID string
	// Unanswered is whether the last attempt was sent, and no complete answer came.
	Unanswered bool
}

// Response is a response with a status of 2xx and a body that may be JSON.
type Response struct {
	RequestInfo
	Body []byte
}

// NewError reports err as the outcome of a request, its text freed of secrets. An
// err that is an [*Error] already, such as that of a login, stays what it is.
func (c *Client) NewError(info RequestInfo, err error) *Error {
	if failure, ok := errors.AsType[*Error](err); ok {
		return failure
	}
	return &Error{RequestInfo: info, Err: err, secrets: c.options.Secrets}
}

// CloseIdleConnections closes the connections that no request uses.
func (c *Client) CloseIdleConnections() {
	c.base.CloseIdleConnections()
}

// Spacing is how far apart rounds of that many requests have to begin to use at most
// half of the service's rate limit, as far as it has named one.
func (c *Client) Spacing(requests int) time.Duration {
	return c.limit.spacing(requests, time.Now())
}

// Redact frees a text of secrets.
func (c *Client) Redact(text string) string {
	return c.options.Secrets.Mask(text)
}

// ShapeError reports a body that isn't the document expected. What err quotes of the
// document is freed of secrets; the rest is shown as it is.
func (c *Client) ShapeError(resp *Response, err error) *Error {
	return c.NewError(resp.RequestInfo, &ShapeError{Err: masked(err, c.options.Secrets), Excerpt: c.options.Secrets.Excerpt(resp.Body)})
}

// StatusError reports a response that says it is an error, whatever its HTTP status:
// document is the part of its body that says so.
func (c *Client) StatusError(resp *Response, document []byte) *Error {
	return c.NewError(resp.RequestInfo, c.statusError(resp.Status, nil, document))
}
