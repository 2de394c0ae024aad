// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// pageSize is how many interconnects a page has where the request sets no limit.
const pageSize = 25

// Codes in Cloudflare's errors.
const (
	codeNoRoute        = 7003
	codeRateLimited    = 971
	codeAuthentication = 10000
)

func (c *cloudflare) admit(_ *http.Request, header http.Header) (answer, bool) {
	ray := make([]byte, 8)
	_, _ = rand.Read(ray)
	header.Set("Cf-Ray", hex.EncodeToString(ray)+"-SIM")
	wait, ok := c.limit.take(time.Now(), header)
	if ok {
		return answer{}, true
	}
	refusal := c.failure(http.StatusTooManyRequests, "Please wait and consider throttling your request speed")
	refusal.header = http.Header{"Retry-After": {strconv.FormatInt(wait, 10)}}
	return refusal, false
}

func (c *cloudflare) failure(status int, message string) answer {
	code := codeAuthentication + status
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		code = codeAuthentication
	case http.StatusTooManyRequests:
		code = codeRateLimited
	}
	return envelope(status, code, message)
}

// envelope is an error in the envelope that Cloudflare's errors come in.
func envelope(status, code int, message string) answer {
	return encoded(status, map[string]any{
		"success":  false,
		"errors":   []map[string]any{{"code": code, "message": message}},
		"messages": []string{},
		"result":   nil,
	})
}

func (c *cloudflare) respond(r *http.Request, _ []byte) answer {
	if !c.authenticated(r.Header) || c.denied.Load() {
		return c.failure(http.StatusForbidden, "Authentication error")
	}
	unknown := envelope(http.StatusNotFound, codeNoRoute,
		"Could not route to "+r.URL.EscapedPath()+", perhaps your object identifier is invalid?")
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), root+"accounts/")
	segments, valid := unescape(strings.Split(rest, "/"))
	if r.Method != http.MethodGet || !ok || !valid || len(segments) < 3 ||
		segments[1] != "cni" || segments[2] != "interconnects" {
		return unknown
	}
	c.mu.Lock()
	defer c.mu.Unlock()

	owner := c.accounts[segments[0]]
	if owner == nil {
		return unknown
	}
	switch {
	case len(segments) == 3:
		return c.list(owner, r.URL.Query())
	case len(segments) == 4:
		item, known := owner.item(segments[3])
		if !known {
			return c.noInterconnect(segments[3])
		}
		return served(item)
	case len(segments) == 5 && segments[4] == "status":
		status, known := owner.statuses[segments[3]]
		if !known {
			return c.noInterconnect(segments[3])
		}
		return served(status)
	default:
		return unknown
	}
}

func (c *cloudflare) noInterconnect(icon string) answer {
	return c.failure(http.StatusNotFound, "There is no interconnect "+icon+".")
}

// authenticated reports whether a request has a token, or a key and its e-mail.
func (c *cloudflare) authenticated(header http.Header) bool {
	if authorization := header.Get("Authorization"); authorization != "" {
		return authorization == "Bearer "+c.apiToken
	}
	return header.Get("X-Auth-Key") == c.apiKey && header.Get("X-Auth-Email") == c.email
}

// unescape decodes the segments of a path, each on its own.
func unescape(escaped []string) (segments []string, ok bool) {
	for _, segment := range escaped {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return nil, false
		}
		segments = append(segments, decoded)
	}
	return segments, true
}

// list answers with a page of an account's interconnects.
func (c *cloudflare) list(owner *account, query url.Values) answer {
	cursor, validCursor := number(query.Get("cursor"))
	limit, validLimit := number(query.Get("limit"))
	if !validCursor || !validLimit {
		return c.failure(http.StatusBadRequest, "cursor and limit must be integers that are not negative.")
	}
	if owner.pages != nil {
		if cursor >= len(owner.pages) {
			return c.failure(http.StatusBadRequest, "There is no such cursor.")
		}
		return served(owner.pages[cursor])
	}
	page := struct {
		Items []json.RawMessage `json:"items"`
		Next  *int              `json:"next"`
	}{Items: []json.RawMessage{}}

	found := filter(owner.items, query.Get("site"), query.Get("type"))
	start := min(cursor, len(found))
	end := start + min(cmp.Or(limit, pageSize), len(found)-start)
	page.Items = append(page.Items, found[start:end]...)
	if end < len(found) {
		page.Next = &end
	}
	return encoded(http.StatusOK, page)
}

// filter returns the interconnects of a site and a type, either of which may be
// empty for any.
func filter(items []interconnect, site, kind string) []json.RawMessage {
	var found []json.RawMessage
	for _, item := range items {
		if (site == "" || item.site == site) && (kind == "" || item.kind == kind) {
			found = append(found, item.document)
		}
	}
	return found
}

// number reads a query parameter, 0 where it is not given.
func number(parameter string) (int, bool) {
	if parameter == "" {
		return 0, true
	}
	value, err := strconv.Atoi(parameter)
	return value, err == nil && value >= 0
}
