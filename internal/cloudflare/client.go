// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package cloudflare reads the status of Cloudflare network interconnects (CNI)
// through the official SDK, which builds the requests; sending them is
// [transport]'s, and decoding is strict, because the SDK's union types decode
// anything without an error.
package cloudflare

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/cloudflare/cloudflare-go/v7/network_interconnects"
	"github.com/cloudflare/cloudflare-go/v7/option"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// Service is the name under which the client logs.
const Service = "cloudflare"

// Options configure a [Client].
type Options struct {
	// BaseURL is the API's address, with its version.
	BaseURL string
	// APIToken authorizes; where it is empty, APIKey and Email do.
	APIToken, APIKey, Email string
	// Transport holds the times, the retries and the user agent.
	Transport transport.Options
}

// Client reads from one API with one set of credentials. It may be used by many
// goroutines at once.
type Client struct {
	http          *transport.Client
	interconnects *network_interconnects.InterconnectService

	statuses transport.Flights[transport.Answer[*InterconnectStatus]]
	lists    transport.Flights[transport.Answer[[]*Interconnect]]
}

// New makes a client. It opens no connection.
func New(options Options) *Client {
	secrets := &transport.Secrets{}
	secrets.Add(options.APIToken, options.APIKey)
	options.Transport.Service = Service
	options.Transport.Secrets = secrets
	options.Transport.Describe = describe
	client := transport.New(options.Transport)
	requests := []option.RequestOption{
		option.WithBaseURL(options.BaseURL),
		option.WithHTTPClient(&http.Client{Transport: client}),
		option.WithMaxRetries(0),
		option.WithHeader("User-Agent", options.Transport.UserAgent),
	}
	if options.APIToken != "" {
		requests = append(requests, option.WithAPIToken(options.APIToken))
	} else {
		requests = append(requests, option.WithAPIKey(options.APIKey), option.WithAPIEmail(options.Email))
	}
	return &Client{
		http:          client,
		interconnects: network_interconnects.NewInterconnectService(requests...),
	}
}

// Close closes the connections that are not in use.
func (c *Client) Close() {
	c.http.Close()
}

// ErrSegment is a value that can't be one segment of a path.
var ErrSegment = errors.New("must not be empty, \".\", \"..\" or contain a control character")

// CheckSegment tells whether a value can be one segment of a path. Everything but
// what [ErrSegment] names can be escaped.
func CheckSegment(value string) error {
	if value == "" || value == "." || value == ".." || strings.ContainsFunc(value, isControl) {
		return ErrSegment
	}
	return nil
}

// isControl also finds the bytes of invalid UTF-8.
func isControl(r rune) bool {
	return r < 0x20 || (r >= 0x7f && r < 0xa0) || r == '\uFFFD'
}

// InterconnectStatus reads the status of one interconnect. Callers that ask for
// the same at the same time share the answer, which none may change. Its errors
// are [ErrSegment], a [*transport.Error] or the context's.
func (c *Client) InterconnectStatus(ctx context.Context, accountID, icon string) (transport.Answer[*InterconnectStatus], error) {
	for _, segment := range []string{accountID, icon} {
		if err := CheckSegment(segment); err != nil {
			return transport.Answer[*InterconnectStatus]{}, fmt.Errorf("%q: %w", segment, err)
		}
	}
	accountID, icon = url.PathEscape(accountID), url.PathEscape(icon)
	key := fmt.Sprintf("%s/%s %t", accountID, icon, transport.IsWithoutRetries(ctx))
	return c.statuses.Do(ctx, key, func(ctx context.Context) (transport.Answer[*InterconnectStatus], error) {
		var params network_interconnects.InterconnectStatusParams
		params.AccountID.Value, params.AccountID.Present = accountID, true
		return exchange(ctx, c, decodeStatus, func(ctx context.Context, into option.RequestOption) error {
			_, err := c.interconnects.Status(ctx, icon, params, into)
			return err
		})
	})
}

// exchange makes a call of the SDK and decodes the answer; what doesn't decode
// is reported with the exchange.
func exchange[T any](ctx context.Context, c *Client, decode func(document []byte) (T, error), call func(ctx context.Context, into option.RequestOption) error) (transport.Answer[T], error) {
	var answer transport.Answer[T]
	ctx, record := transport.Record(ctx)
	var body []byte
	if err := call(ctx, option.WithResponseBodyInto(&body)); err != nil {
		return answer, c.http.Failure(record, err)
	}
	answer.Exchange = *record
	var err error
	answer.Value, err = unwrap(body, decode)
	if err != nil {
		return answer, c.http.NewError(*record, &transport.ShapeError{Err: err, Excerpt: c.http.Excerpt(body)})
	}
	return answer, nil
}

// envelope is the account API's usual frame around a result. The members are
// raw, because a document that isn't in an envelope may have such members too.
type envelope struct {
	Success jsontext.Value `json:"success"`
	Errors  jsontext.Value `json:"errors"`
	Result  jsontext.Value `json:"result"`
}

// apiError is one error of the envelope.
type apiError struct {
	Code    jsontext.Value `json:"code"`
	Message *string        `json:"message"`
}

// unwrap decodes the result in an envelope, or the document as it is where it
// isn't in one.
func unwrap[T any](body []byte, decode func(document []byte) (T, error)) (T, error) {
	var (
		frame envelope
		none  T
	)
	if err := strictjson.Object(body, &frame); err != nil {
		return none, err
	}
	switch success := frame.Success.Kind(); {
	case success == 'f':
		failure := &FailureError{}
		failure.Code, failure.Message = summarize(frame.Errors)
		return none, failure
	case success == 't' && frame.Result != nil:
		return decode(frame.Result)
	default:
		return decode(body)
	}
}

// FailureError is a response with a good HTTP status that says that it failed.
type FailureError struct {
	// Code and Message are the service's own, empty where it names none.
	Code, Message string
}

// Error implements error.
func (e *FailureError) Error() string {
	switch {
	case e.Code != "" && e.Message != "":
		return `the service answered "success": false: ` + e.Code + ": " + e.Message
	case e.Code+e.Message != "":
		return `the service answered "success": false: ` + e.Code + e.Message
	default:
		return `the service answered "success": false and names no error`
	}
}

// describe reads codes and messages out of an error response.
func describe(body []byte) (code, message string) {
	var frame envelope
	if err := strictjson.Object(body, &frame); err != nil {
		return "", ""
	}
	return summarize(frame.Errors)
}

func summarize(list jsontext.Value) (code, message string) {
	var failures []*apiError
	if err := strictjson.Array(list, &failures); err != nil {
		return "", ""
	}
	var codes, messages []string
	for _, failure := range failures {
		if failure != nil && failure.Code.Kind() == '0' {
			codes = append(codes, failure.Code.String())
		}
		if failure != nil && failure.Message != nil {
			messages = append(messages, *failure.Message)
		}
	}
	return strings.Join(codes, ", "), strings.Join(messages, "; ")
}
