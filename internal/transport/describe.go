// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What is said of an HTTP status that is an error, by the service or in its place.

// statusError reports an HTTP status that is an error, in the service's own words, or in those
// of what has answered in its place.
func (c *Client) statusError(status int, header http.Header, body []byte) *Error {
	description := c.options.Describe(status, header, body)
	if description.Code+description.Message == "" {
		if foreign := c.describeForeign(header, body); foreign != (Description{}) {
			description = foreign
		}
	}
	failure := &Error{Kind: description.Kind, Text: statusText(status), Transient: isTransientStatus(status), Excerpt: c.options.Secrets.Excerpt(body)}
	said := false
	for _, words := range []string{description.Code, description.Message} {
		if words != "" {
			failure.Text += ": " + c.options.Secrets.Text(words)
			said = true
		}
	}
	switch encoding := encodingOf(header); {
	case said:
	case encoding != "":
		failure.Text += ", with a body in the Content-Encoding " + c.options.Secrets.Quote(encoding) + ", which wasn't asked for"
	case failure.Excerpt != "":
		failure.Text += ", with a body that begins: " + failure.Excerpt
	}
	return failure
}

// statusText returns a status as the standard names it.
func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// Description is what a service says of an error, in its own words.
type Description struct {
	// Code and Message are empty if it says nothing.
	Code, Message string
	// Kind is one of the kinds of HTTP statuses.
	Kind Kind
}

// describeForeign describes a response that isn't in the service's format: a problem of RFC
// 9457, a page, or a challenge.
func (c *Client) describeForeign(header http.Header, body []byte) Description {
	var problem struct {
		Title  string         `json:"title"`
		Detail string         `json:"detail"`
		Code   jsontext.Value `json:"error_code"`
	}
	var description Description
	if json.Unmarshal(body, &problem) == nil {
		description.Message = strings.TrimSuffix(strings.TrimPrefix(problem.Title+": "+problem.Detail, ": "), ": ")
		if problem.Code.Kind() == '0' {
			description.Code = problem.Code.String()
		}
	}
	isChallenge := c.options.ChallengeHeader != "" && header.Get(c.options.ChallengeHeader) != ""
	if description != (Description{}) || isPage(header.Get("Content-Type")) || isMarkup(body) || isChallenge {
		description.Kind = KindGateway
	}
	return description
}

// isPage reports whether a type is that of a page for people.
func isPage(contentType string) bool {
	media, _, _ := mime.ParseMediaType(contentType)
	return media == "text/html" || media == "application/xhtml+xml"
}

// isMarkup reports whether a body is a page for people.
func isMarkup(body []byte) bool {
	const most = 1000
	return strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), most)])), "<")
}
