// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package transport sends HTTP requests the way a status check must: bounded in
// time and size, repeated where repeating helps and nowhere else, within the
// service's limits, never redirected, and without a secret in any error or log.
package transport

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

const (
	// MaxConnections is how many connections are open to one host, and how many
	// requests are under way. Terraform reads ten objects at a time unless told
	// otherwise.
	MaxConnections = 10

	// dialTimeout bounds the making of a connection, and its TLS handshake.
	dialTimeout = 30 * time.Second

	// keepAlive is how often an idle connection is probed: one that died without a word
	// would otherwise be used again.
	keepAlive   = 30 * time.Second
	idleTimeout = 90 * time.Second

	// minLoginTimeout is how long a login has for its answer at least: one that is given
	// up and sent again may be counted twice, and accounts get locked.
	minLoginTimeout = 30 * time.Second

	// maxHeader bounds the headers of a response in bytes.
	maxHeader = 64 << 10

	// defaultMaxBody bounds a body in bytes if a request names no bound: a
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
	// empty if it sends none.
	RequestIDHeader string
	// ChallengeHeader is the header with which a gateway of the service marks a page
	// that challenges a person, empty if there is none.
	ChallengeHeader string
	// Secrets are kept out of every error and log line.
	Secrets *redact.Secrets
	// Credentials authorize every attempt; nil if the caller does.
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
	Authorize(ctx context.Context, header http.Header) *Error
	// Renew is told the status of each answer to a request with this header. It
	// reports whether to send the request again with other credentials; renewals
	// is how often that has been done.
	Renew(header http.Header, status, renewals int) bool
}

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
	limit   *rateLimit
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
	// Go's HTTP/2 client repeats a request by itself for as long as a peer answers GOAWAY:
	// hundreds a second, logins included.
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	return &Client{
		options: options,
		limit:   &rateLimit{maxPause: options.MaxBackoff},
		slots:   make(chan struct{}, MaxConnections),
		base: &http.Transport{
			Proxy:                  newProxies(os.Getenv).forRequest,
			OnProxyConnectResponse: connected,
			DialContext:            watched(options.Dial),
			TLSClientConfig:        options.TLS,
			TLSHandshakeTimeout:    dialTimeout,
			Protocols:              protocols,
			MaxConnsPerHost:        MaxConnections,
			MaxIdleConnsPerHost:    MaxConnections,
			IdleConnTimeout:        idleTimeout,
			MaxResponseHeaderBytes: maxHeader,
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
	// Shown is the URL as messages show it, empty if that is the URL itself.
	Shown string
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
	// Method and URL are what was asked, as messages show it.
	Method, URL string
	// Login is whether it was the request to log in.
	Login bool
	// Attempts counts the requests sent.
	Attempts int
	// Status is the HTTP status last received, 0 if there was none.
	Status int
	// RequestID is the service's own id of the last response, empty if it
	// sends none.
	RequestID string
	// Unanswered is whether the last attempt was sent, and no complete answer came.
	Unanswered bool
	// Asked is how long the service last asked to wait, and Waited how long the request has
	// waited in all because it did.
	Asked, Waited time.Duration
}

// Response is a response with a status of 2xx and a body that may be JSON.
type Response struct {
	RequestInfo
	Body []byte
}

// CloseIdleConnections closes the connections that no request uses.
func (c *Client) CloseIdleConnections() {
	c.base.CloseIdleConnections()
}

// Spacing returns how far apart rounds of that many requests have to begin to use at most
// half of the service's rate limit, as far as it has named one.
func (c *Client) Spacing(requests int) time.Duration {
	return c.limit.spacing(requests, time.Now())
}

// Turn returns how long the next check of a read that waits has to wait, so that those of all
// such reads use at most half of the service's rate limit, as far as it has named one. It
// doesn't fit if that takes longer than the read may.
func (c *Client) Turn(left time.Duration) (wait time.Duration, fits bool) {
	return c.limit.turn(time.Now(), left)
}

// Quote returns a text of somebody else's as a sentence shows it.
func (c *Client) Quote(text string) string {
	return c.options.Secrets.Quote(text)
}

// Text returns a text of somebody else's as a message shows it.
func (c *Client) Text(text string) string {
	return c.options.Secrets.Text(text)
}
