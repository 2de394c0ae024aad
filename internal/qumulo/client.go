// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package qumulo reads the network status of a Qumulo Core cluster.
package qumulo

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// maxListBody bounds the body of a list in bytes: some thousand statuses.
const maxListBody = 16 << 20

// Options configure a [Client].
type Options struct {
	// Host is a DNS name or an IP literal, IPv6 without brackets.
	Host string
	// Port is the TCP port of the REST API.
	Port int64
	// Token is an access or bearer token; where it is empty, Username and
	// Password log in.
	Token, Username, Password string
	// CACertificate is a PEM bundle trusted beside the system's roots.
	CACertificate string
	// TLSServerName is the name the certificate must be for, empty for Host.
	TLSServerName string
	// Insecure switches the verification of the certificate off.
	Insecure bool
	// Transport holds the times, the retries and the user agent.
	Transport transport.Options
}

// Client reads from one cluster. It may be used by many goroutines at once.
type Client struct {
	base url.URL
	http *transport.Client
	// once is whether requests are sent without retries.
	once bool
}

// Certificates adds a PEM bundle to the system's roots. It fails where the bundle
// holds no certificate.
func Certificates(bundle string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(bundle)) {
		return nil, errors.New("no PEM certificate in it")
	}
	return pool, nil
}

// New makes a client. It opens no connection and doesn't log in.
func New(options Options) (*Client, error) {
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         options.TLSServerName,
		InsecureSkipVerify: options.Insecure, //nolint:gosec // The user asked for it, and is warned each time.
	}
	if options.CACertificate != "" {
		pool, err := Certificates(options.CACertificate)
		if err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	secrets := &transport.Secrets{}
	secrets.Add(options.Token, options.Password)
	client := &Client{
		base: url.URL{Scheme: "https", Host: net.JoinHostPort(options.Host, strconv.FormatInt(options.Port, 10))},
	}
	options.Transport.Service = "qumulo"
	options.Transport.TLS = config
	options.Transport.Secrets = secrets
	options.Transport.Describe = describe
	if options.Token != "" {
		options.Transport.Credentials = token(options.Token)
	} else {
		options.Transport.Credentials = newSession(options.Username, options.Password, secrets, client)
	}
	client.http = transport.New(options.Transport)
	return client, nil
}

// Redact frees a text of the secrets that the client knows.
func (c *Client) Redact(text string) string {
	return c.http.Redact(text)
}

// WithoutRetries returns a client that sends each request once, for callers that
// poll. It shares everything else with c.
func (c *Client) WithoutRetries() *Client {
	client := *c
	client.once = true
	return &client
}

// get reads a document of at most maxBody bytes.
func (c *Client) get(ctx context.Context, path string, maxBody int64, decode func(body []byte) error) (transport.RequestInfo, error) {
	target := c.base
	target.Path = path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return transport.RequestInfo{}, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(transport.Request{Request: req, MaxBody: maxBody, Once: c.once})
	if err != nil {
		return transport.RequestInfo{}, err
	}
	if err := decode(resp.Body); err != nil {
		return resp.RequestInfo, c.http.ShapeError(resp, err)
	}
	return resp.RequestInfo, nil
}

// maxInner bounds how deep the causes of an error are followed.
const maxInner = 8

// describe reads class and description out of an error response, which looks so
// since Core's first versions. The cause may be nested in "inner": it is shown as
// the vendor's clients do, "outer (inner)". The body need not be JSON at all.
func describe(status int, body []byte) transport.Description {
	var description transport.Description
	for range maxInner {
		var failure struct {
			Description *string        `json:"description"`
			ErrorClass  *string        `json:"error_class"`
			Inner       jsontext.Value `json:"inner"`
		}
		if err := strictjson.Object(body, &failure); err != nil {
			break
		}
		if failure.ErrorClass != nil {
			description.Code = cmp.Or(description.Code, *failure.ErrorClass)
		}
		if failure.Description != nil && *failure.Description != "" {
			description.Message = nested(description.Message, *failure.Description)
		}
		if failure.Inner.Kind() != '{' {
			break
		}
		body = failure.Inner
	}
	if status == http.StatusNotFound && description.Code+description.Message != "" {
		description.Kind = transport.KindMissing
	}
	return description
}

// nested is a message with its cause.
func nested(outer, inner string) string {
	switch {
	case outer == "":
		return inner
	case strings.HasSuffix(outer, ")"):
		return strings.TrimSuffix(outer, ")") + " (" + inner + "))"
	default:
		return outer + " (" + inner + ")"
	}
}
