// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package qumulo reads the network status of a Qumulo Core cluster.
package qumulo

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
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
	*transport.Client
	base url.URL
}

// New makes a client. It opens no connection and doesn't log in.
func New(options Options) (*Client, error) {
	config, err := tlsConfig(options)
	if err != nil {
		return nil, err
	}
	secrets := &redact.Secrets{}
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
		options.Transport.Credentials = newSession(options, secrets, client)
	}
	client.Client = transport.New(options.Transport)
	return client, nil
}

// With returns a client that sends by a policy, and shares everything else with c.
func (c *Client) With(policy transport.Policy) *Client {
	return &Client{Client: c.Client.With(policy), base: c.base}
}

// get reads a document of at most maxBody bytes. Its errors are a [*transport.Error].
func (c *Client) get(ctx context.Context, path string, maxBody int64, decode func(body []byte) error) (transport.RequestInfo, error) {
	target := c.base
	target.Path = path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return transport.RequestInfo{}, err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.Do(ctx, transport.Request{Request: req, MaxBody: maxBody})
	if err != nil {
		return transport.RequestInfo{}, err
	}
	if err := decode(resp.Body); err != nil {
		return resp.RequestInfo, c.NewBodyError(resp, err)
	}
	return resp.RequestInfo, nil
}

// maxInner bounds how deep the causes of an error are followed.
const maxInner = 8

// describe reads class and description out of an error response, which looks so
// since Core's first versions. The cause may be nested in "inner": it is shown as
// the vendor's clients do, "outer (inner)". The body need not be JSON at all.
func describe(status int, _ http.Header, body []byte) transport.Description {
	var code string
	var messages []string
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
			code = cmp.Or(code, *failure.ErrorClass)
		}
		if failure.Description != nil && *failure.Description != "" {
			messages = append(messages, *failure.Description)
		}
		if failure.Inner.Kind() != '{' {
			break
		}
		body = failure.Inner
	}
	description := transport.Description{Code: code, Message: strings.Join(messages, " (")}
	if len(messages) > 1 {
		description.Message += strings.Repeat(")", len(messages)-1)
	}
	if status == http.StatusNotFound && code+description.Message != "" {
		description.Kind = transport.KindMissing
	}
	return description
}
