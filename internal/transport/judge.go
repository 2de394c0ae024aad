// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// judge returns the error that a response stands for, nil for a good one.
func (c *Client) judge(resp *http.Response, body []byte, cache string) error {
	contentType := resp.Header.Get("Content-Type")
	switch {
	case resp.StatusCode == http.StatusNonAuthoritativeInfo, resp.StatusCode == http.StatusPartialContent:
		return &StaleError{Status: resp.StatusCode, Cache: cache}
	case resp.StatusCode == http.StatusNotModified:
		return &NotModifiedError{}
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return &RedirectError{Location: c.options.Secrets.Text(resp.Header.Get("Location"))}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return &ProxyError{Status: resp.StatusCode}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := c.statusError(resp.StatusCode, resp.Header, body)
		if wait, asked := retryAfter(resp); asked && isTransientStatus(resp.StatusCode) {
			failure.RetryAfter, failure.asked = wait, true
		}
		return failure
	case !isJSON(contentType):
		return &ContentError{ContentType: c.options.Secrets.Text(contentType), Excerpt: c.options.Secrets.Excerpt(body)}
	default:
		return nil
	}
}

// statusError is an error response in the service's own words, or in those of what
// has answered in its place.
func (c *Client) statusError(status int, header http.Header, body []byte) *StatusError {
	description := c.options.Describe(status, header, body)
	if description.Code+description.Message == "" {
		if foreign := c.describeForeign(header, body); foreign != (Description{}) {
			description = foreign
		}
	}
	failure := &StatusError{
		Status:  status,
		Code:    c.options.Secrets.Text(description.Code),
		Message: c.options.Secrets.Text(description.Message),
		Kind:    description.Kind,
		Excerpt: c.options.Secrets.Excerpt(body),
	}
	if detail := c.options.Secrets.Text(description.Detail); detail != "" {
		failure.Message = strings.TrimPrefix(failure.Message+": "+detail, ": ")
	}
	return failure
}

// describeForeign describes a response that isn't in the service's format: a problem
// of RFC 9457, a page, or a challenge.
func (c *Client) describeForeign(header http.Header, body []byte) Description {
	var problem struct {
		Title  string         `json:"title"`
		Detail string         `json:"detail"`
		Code   jsontext.Value `json:"error_code"`
	}
	var description Description
	if json.Unmarshal(body, &problem) == nil {
		description.Message, description.Detail = problem.Title, problem.Detail
		if problem.Code.Kind() == '0' {
			description.Code = problem.Code.String()
		}
	}
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	isChallenge := c.options.ChallengeHeader != "" && header.Get(c.options.ChallengeHeader) != ""
	if description != (Description{}) || media == "text/html" || isMarkup(body) || isChallenge {
		description.Kind = KindGateway
	}
	return description
}

// isMarkup reports whether a body is a page for people.
func isMarkup(body []byte) bool {
	const most = 1000
	return strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), most)])), "<")
}

func (c *Client) requestID(resp *http.Response) string {
	if c.options.RequestIDHeader == "" {
		return ""
	}
	return c.options.Secrets.Text(resp.Header.Get(c.options.RequestIDHeader))
}

// isJSON reports whether a body may be taken for JSON. Servers leave the type out
// or call it plain text; the decoder then judges the body itself.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || media == "text/json" || media == "text/plain" || strings.HasSuffix(media, "+json"))
}
