// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package cloudflare reads the status of Cloudflare network interconnects (CNI). The
// official SDK isn't used: its union types decode anything without an error, and it doesn't
// escape what it puts into a path.
package cloudflare

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

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
	*transport.Client
	base        string
	credentials http.Header
	secrets     *redact.Secrets
}

// New makes a client. It opens no connection.
func New(options Options) *Client {
	secrets := &redact.Secrets{}
	secrets.Add(options.APIToken, options.APIKey)
	options.Transport.Service = "cloudflare"
	options.Transport.RequestIDHeader = "Cf-Ray"
	options.Transport.ChallengeHeader = "Cf-Mitigated"
	options.Transport.Secrets = secrets
	options.Transport.Describe = describe
	credentials := http.Header{}
	if options.APIToken != "" {
		credentials.Set("Authorization", "Bearer "+options.APIToken)
	} else {
		credentials.Set("X-Auth-Key", options.APIKey)
		credentials.Set("X-Auth-Email", options.Email)
	}
	return &Client{Client: transport.New(options.Transport), base: options.BaseURL, credentials: credentials, secrets: secrets}
}

// With returns a client that sends by a policy, and shares everything else with c.
func (c *Client) With(policy transport.Policy) *Client {
	client := *c
	client.Client = c.Client.With(policy)
	return &client
}

// get reads a document of an account: the list of interconnects, or the status of one.
func (c *Client) get(ctx context.Context, accountID, icon string, query url.Values, decode func(document []byte) error) (transport.RequestInfo, error) {
	if err := transport.CheckSegment(accountID); err != nil {
		return transport.RequestInfo{}, fmt.Errorf("%q: %w", accountID, err)
	}
	shownQuery := query.Encode()
	if c.secrets.Repeats(query.Get("site") + " " + query.Get("type")) {
		shownQuery = hidden
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address(url.PathEscape(accountID), url.PathEscape(icon), query.Encode()), http.NoBody)
	if err != nil {
		return transport.RequestInfo{}, err
	}
	req.Header = c.credentials.Clone()
	req.Header.Set("Accept", "application/json")
	resp, err := c.Do(ctx, transport.Request{Request: req, Shown: c.address(c.shown(accountID), c.shown(icon), shownQuery)})
	if err != nil {
		return transport.RequestInfo{}, err
	}
	return resp.RequestInfo, c.decode(resp, decode)
}

// address returns the URL of a document, from escaped parts.
func (c *Client) address(accountID, icon, query string) string {
	address := c.base + "accounts/" + accountID + "/cni/interconnects"
	if icon != "" {
		address += "/" + icon + "/status"
	}
	if query != "" {
		address += "?" + query
	}
	return address
}

// hidden takes the place of a part of the URL that repeats a credential.
const hidden = "***"

// shown returns a segment of the URL as messages show it. The others are our own.
func (c *Client) shown(segment string) string {
	if c.secrets.Repeats(segment) {
		return hidden
	}
	return url.PathEscape(segment)
}

// decode decodes the document in a response, which may stand in an envelope.
func (c *Client) decode(resp *transport.Response, decode func(document []byte) error) error {
	document, failed, err := unwrap(resp.Body)
	if failed != nil {
		return c.NewStatusError(resp, failed)
	}
	if err == nil {
		err = decode(document)
	}
	if err != nil {
		return c.NewBodyError(resp, err)
	}
	return nil
}

// envelope is the account API's usual frame around a result. The members are
// raw, because a document that isn't in an envelope may have such members too.
type envelope struct {
	Success jsontext.Value `json:"success"`
	Errors  jsontext.Value `json:"errors"`
	Result  jsontext.Value `json:"result"`
	// State is that of a status that isn't in an envelope.
	State jsontext.Value `json:"state"`
}

// apiError is one error of the envelope, with what caused it.
type apiError struct {
	Code    jsontext.Value `json:"code"`
	Message *string        `json:"message"`
	Chain   jsontext.Value `json:"error_chain"`
}

// credentialCodes returns the codes of refused credentials, whatever the HTTP status,
// from the API's documentation and public reports.
func credentialCodes() []string {
	return []string{"1000", "6003", "6111", "9103", "9106", "9109", "10000", "10001", "10405"}
}

// maxEnvelopes bounds how deep results are looked at.
const maxEnvelopes = 8

// unwrap returns the result in an envelope, or the document as it is if it isn't in one. It
// has failed if an envelope says so, the outer one or one in a result:
// failed is that envelope.
func unwrap(body []byte) (document, failed []byte, err error) {
	document = body
	inner := body
	for depth := range maxEnvelopes {
		var frame envelope
		if err := strictjson.Object(inner, &frame); err != nil {
			return nil, nil, err
		}
		switch hasFailed, err := frame.failed(); {
		case err != nil:
			return nil, nil, err
		case hasFailed:
			return nil, inner, nil
		case isGiven(frame.State) && isGiven(frame.Result):
			return nil, nil, &strictjson.Error{Problem: "expected either state or result, got both"}
		}
		if depth == 0 && frame.Success.Kind() == 't' && frame.Result != nil {
			document = frame.Result
		}
		if frame.Result.Kind() != '{' {
			break
		}
		inner = frame.Result
	}
	return document, nil, nil
}

// isGiven reports whether a member is there and isn't null.
func isGiven(member jsontext.Value) bool {
	return member != nil && member.Kind() != 'n'
}

// failed reports whether an envelope says that the request has failed. What is null
// counts as absent.
func (e envelope) failed() (bool, error) {
	if isGiven(e.Success) && e.Success.Kind() != 't' {
		return true, nil
	}
	if !isGiven(e.Errors) {
		return false, nil
	}
	var failures []jsontext.Value
	if err := strictjson.Array(e.Errors, &failures); err != nil {
		if misfit, ok := errors.AsType[*strictjson.Error](err); ok && misfit.Field == "" {
			misfit.Field = "errors"
		}
		return false, err
	}
	return len(failures) > 0, nil
}

// maxChain bounds how deep the causes of an error are followed.
const maxChain = 8

// describe reads codes and messages out of an error response.
func describe(status int, header http.Header, body []byte) transport.Description {
	var frame envelope
	if err := strictjson.Object(body, &frame); err != nil {
		return bare(status)
	}
	codes, messages, all := describeErrors(frame.Errors, 0)
	description := transport.Description{Code: strings.Join(codes, ", "), Message: strings.Join(messages, "; ")}
	isOne := func(wanted ...string) bool {
		return slices.ContainsFunc(all, func(code string) bool { return slices.Contains(wanted, code) })
	}
	switch {
	case isOne("7000", "7003"):
		description.Kind = transport.KindAddress
	case status == http.StatusForbidden && isFilter(description.Message):
		description.Kind = transport.KindFilter
	case status == http.StatusForbidden && header.Get("Cf-Mitigated") != "":
		description.Kind = transport.KindGateway
	case status == http.StatusForbidden && isOne("10010"):
		// not_entitled
		description.Kind = transport.KindEntitlement
	case isCredential(status) && isOne(credentialCodes()...):
		description.Kind = transport.KindCredentials
	case len(codes)+len(messages) == 0:
		return bare(status)
	case status == http.StatusNotFound:
		description.Kind = transport.KindMissing
	}
	return description
}

// bare describes a response without the service's own words. A 404 of a
// status is documented to have none.
func bare(status int) transport.Description {
	if status == http.StatusNotFound {
		return transport.Description{Kind: transport.KindBare}
	}
	return transport.Description{}
}

// isCredential reports whether a response with this status may be about credentials.
func isCredential(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed:
		return true
	default:
		return false
	}
}

// isFilter reports whether a refusal speaks of where the request comes from: a token
// may be for some addresses only. Its code is that of other refusals too.
func isFilter(message string) bool {
	message = strings.ToLower(message)
	return strings.Contains(message, "from location") || strings.Contains(message, "ip address") || strings.Contains(message, "address filter")
}

// describeErrors reads a list of errors. Codes and messages are those of the list,
// all are its codes with those of the causes.
func describeErrors(list jsontext.Value, depth int) (codes, messages, all []string) {
	var failures []*apiError
	if err := strictjson.Array(list, &failures); err != nil || depth >= maxChain {
		return nil, nil, nil
	}
	for _, failure := range failures {
		if failure == nil {
			continue
		}
		if failure.Code.Kind() == '0' {
			codes = append(codes, failure.Code.String())
		}
		message := ""
		if failure.Message != nil {
			message = *failure.Message
		}
		causeCodes, causeMessages, causes := describeErrors(failure.Chain, depth+1)
		if cause := strings.Join(append(causeCodes, causeMessages...), ": "); cause != "" {
			message = strings.TrimSpace(message + " (" + cause + ")")
		}
		if message != "" {
			messages = append(messages, message)
		}
		all = append(all, causes...)
	}
	return codes, messages, append(all, codes...)
}
