// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package qumulo reads the network status of a Qumulo Core cluster.
package qumulo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// Service is the name under which the client logs.
const Service = "qumulo"

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
	base    url.URL
	options Options
	http    *transport.Client
	secrets *transport.Secrets
	session session

	statuses   transport.Flights[transport.Answer[*NetworkInterfaceStatus]]
	lists      transport.Flights[transport.Answer[[]*NetworkInterfaceStatus]]
	interfaces transport.Flights[transport.Answer[[]*NetworkInterface]]
}

// ErrCertificate is a CA certificate without a certificate in it.
var ErrCertificate = errors.New("no PEM certificate in it")

// Certificates adds a PEM bundle to the system's roots. It fails with
// [ErrCertificate].
func Certificates(bundle string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(bundle)) {
		return nil, ErrCertificate
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
	options.Transport.Service = Service
	options.Transport.TLS = config
	options.Transport.Secrets = secrets
	options.Transport.Describe = describe
	return &Client{
		base:    url.URL{Scheme: "https", Host: net.JoinHostPort(options.Host, strconv.FormatInt(options.Port, 10))},
		options: options,
		http:    transport.New(options.Transport),
		secrets: secrets,
	}, nil
}

// Close closes the connections that are not in use.
func (c *Client) Close() {
	c.http.Close()
}

// LogsIn tells whether the client logs in with user and password.
func (c *Client) LogsIn() bool {
	return c.options.Token == ""
}

// NetworkInterfaceStatus reads the status of one interface on one node. Callers
// that ask for the same at the same time share the answer, which none may change.
// Its errors are a [*transport.Error] or the context's.
func (c *Client) NetworkInterfaceStatus(ctx context.Context, interfaceID, nodeID int64) (transport.Answer[*NetworkInterfaceStatus], error) {
	path := fmt.Sprintf("/v2/network/interfaces/%d/status/%d", interfaceID, nodeID)
	return get(ctx, c, &c.statuses, path, func(body []byte) (*NetworkInterfaceStatus, error) {
		status := &NetworkInterfaceStatus{}
		if err := strictjson.Object(body, status); err != nil {
			return nil, err
		}
		if status.NodeID != nil && *status.NodeID != nodeID {
			return nil, &strictjson.Error{Field: "node_id", Problem: fmt.Sprintf("asked for node %d, got the status of node %d", nodeID, *status.NodeID)}
		}
		return status, nil
	})
}

// NetworkInterfaceStatuses reads the status of one interface on every node, in
// the service's order. Errors and sharing are those of NetworkInterfaceStatus.
func (c *Client) NetworkInterfaceStatuses(ctx context.Context, interfaceID int64) (transport.Answer[[]*NetworkInterfaceStatus], error) {
	path := fmt.Sprintf("/v2/network/interfaces/%d/status/", interfaceID)
	return get(transport.WithMaxBody(ctx, maxListBody), c, &c.lists, path, decodeList[NetworkInterfaceStatus])
}

// NetworkInterfaces reads the interfaces of the cluster, in the service's order.
// Errors and sharing are those of NetworkInterfaceStatus.
func (c *Client) NetworkInterfaces(ctx context.Context) (transport.Answer[[]*NetworkInterface], error) {
	return get(transport.WithMaxBody(ctx, maxListBody), c, &c.interfaces, "/v2/network/interfaces/", decodeList[NetworkInterface])
}

func decodeList[T any](body []byte) ([]*T, error) {
	var list []*T
	err := strictjson.Array(body, &list)
	return list, err
}

// get reads a document, once for all who ask for it at the time. A session that
// has ended is renewed once.
func get[T any](ctx context.Context, c *Client, flights *transport.Flights[transport.Answer[T]], path string, decode func(body []byte) (T, error)) (transport.Answer[T], error) {
	return flights.Do(ctx, flightKey(ctx, path), func(ctx context.Context) (transport.Answer[T], error) {
		token, err := c.token(ctx)
		if err != nil {
			return transport.Answer[T]{}, err
		}
		answer, err := getWith(ctx, c, token, path, decode)
		var status *transport.StatusError
		if !c.LogsIn() || !errors.As(err, &status) || status.Status != http.StatusUnauthorized {
			return answer, err
		}
		c.session.end(token)
		if token, err = c.token(ctx); err != nil {
			return transport.Answer[T]{}, err
		}
		return getWith(ctx, c, token, path, decode)
	})
}

// flightKey keeps callers that want retries apart from those that don't.
func flightKey(ctx context.Context, path string) string {
	return fmt.Sprintf("%s %t", path, transport.IsWithoutRetries(ctx))
}

func getWith[T any](ctx context.Context, c *Client, token, path string, decode func(body []byte) (T, error)) (transport.Answer[T], error) {
	req, err := c.request(ctx, http.MethodGet, path, "")
	if err != nil {
		return transport.Answer[T]{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return exchange(c, req, decode)
}

// exchange sends a request and decodes the answer; what doesn't decode is
// reported with the exchange.
func exchange[T any](c *Client, req *http.Request, decode func(body []byte) (T, error)) (transport.Answer[T], error) {
	var answer transport.Answer[T]
	ctx, record := transport.Record(req.Context())
	resp, err := c.http.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return answer, err
	}
	body, err := io.ReadAll(resp.Body)
	if err == nil {
		err = resp.Body.Close()
	}
	if err != nil {
		return answer, c.http.NewError(*record, err)
	}
	answer.Exchange = *record
	answer.Value, err = decode(body)
	if err != nil {
		return answer, c.http.NewError(*record, &transport.ShapeError{Err: err, Excerpt: c.http.Excerpt(body)})
	}
	return answer, nil
}

func (c *Client) request(ctx context.Context, method, path, body string) (*http.Request, error) {
	target := c.base
	target.Path = path
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, target.String(), reader)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// describe reads class and description out of an error response, which looks so
// since Core's first versions; it may be nested in "inner", or not be JSON at all.
func describe(body []byte) (code, message string) {
	var failure struct {
		Description *string        `json:"description"`
		ErrorClass  *string        `json:"error_class"`
		Inner       jsontext.Value `json:"inner"`
	}
	if err := strictjson.Object(body, &failure); err != nil {
		return "", ""
	}
	if failure.ErrorClass != nil {
		code = *failure.ErrorClass
	}
	if failure.Description != nil {
		message = *failure.Description
	}
	if code+message == "" && failure.Inner.Kind() == '{' {
		return describe(failure.Inner)
	}
	return code, message
}
