// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The default credentials, and the account of the sample and of the environment.
const (
	APIToken  = "simulator-api-token"
	APIKey    = "simulator-api-key"
	Email     = "simulator@example.com"
	AccountID = "023e105f4ecef8ad9ca31a8372d0c353"
)

// cloudflareRoot is what every path begins with.
const cloudflareRoot = "/client/v4/"

// pageSize is how many interconnects a page has if the request sets no limit.
const pageSize = 25

// Codes in Cloudflare's errors.
const (
	codeNoRoute        = 7003
	codeRateLimited    = 971
	codeAuthentication = 10000
)

// cloudflare is the part of Cloudflare's API that is about interconnects.
type cloudflare struct {
	options   *Options
	documents *documents
	limit     rateLimit
}

func (c *cloudflare) prepare(header http.Header) {
	ray := make([]byte, 8)
	_, _ = rand.Read(ray)
	header.Set("Cf-Ray", hex.EncodeToString(ray)+"-SIM")
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
	limits, ok := c.limit.take(time.Now())
	reply := c.failure(http.StatusTooManyRequests, "Please wait and consider throttling your request speed")
	switch {
	case !ok:
	case !c.authenticated(r.Header):
		reply = c.failure(http.StatusForbidden, "Authentication error")
	default:
		reply = c.read(r, canonical(r.URL.EscapedPath()))
	}
	reply.header = limits
	return reply
}

// authenticated reports whether a request has a token, or a key and its e-mail.
func (c *cloudflare) authenticated(header http.Header) bool {
	if authorization := header.Get("Authorization"); authorization != "" {
		return authorization == "Bearer "+c.options.APIToken
	}
	return header.Get("X-Auth-Key") == c.options.APIKey && header.Get("X-Auth-Email") == c.options.Email
}

func (c *cloudflare) read(r *http.Request, path string) answer {
	elements, isList := c.documents.elements(path)
	_, isDocument := kindOf(path)
	if r.Method != http.MethodGet || !isList && !isDocument || !c.hasAccount(path) {
		return envelope(http.StatusNotFound, codeNoRoute, "Could not route to "+path+", perhaps your object identifier is invalid?")
	}
	page := path
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		page += "?cursor=" + cursor
	}
	if text, known := c.documents.get(page); known {
		return served(text)
	}
	if isDocument {
		return c.failure(http.StatusNotFound, http.StatusText(http.StatusNotFound))
	}
	return c.list(elements, r.URL.Query())
}

// hasAccount reports whether the account of a path is that of the environment, or one that
// has a document.
func (c *cloudflare) hasAccount(path string) bool {
	account, _, ok := strings.Cut(path, "/cni/")
	return ok && (account == cloudflareRoot+"accounts/"+c.options.AccountID || len(c.documents.below(account+"/")) > 0)
}

// list answers with a page of a list of interconnects.
func (c *cloudflare) list(elements []string, query url.Values) answer {
	cursor, err := strconv.Atoi(cmp.Or(query.Get("cursor"), "0"))
	limit, limitErr := strconv.Atoi(cmp.Or(query.Get("limit"), strconv.Itoa(pageSize)))
	if err != nil || limitErr != nil || cursor < 0 || limit < 1 {
		return c.failure(http.StatusBadRequest, "cursor and limit must be integers that are not negative.")
	}
	page := struct {
		Items []json.RawMessage `json:"items"`
		Next  *int              `json:"next"`
	}{Items: []json.RawMessage{}}

	found := filter(elements, query.Get("site"), query.Get("type"))
	start := min(cursor, len(found))
	end := min(start+limit, len(found))
	page.Items = append(page.Items, found[start:end]...)
	if end < len(found) {
		page.Next = &end
	}
	return encoded(http.StatusOK, page)
}

// filter returns the interconnects of a site and a type, either of which may be empty for
// any.
func filter(interconnects []string, site, kind string) []json.RawMessage {
	var found []json.RawMessage
	for _, text := range interconnects {
		var members struct{ Site, Type string }
		_ = json.Unmarshal([]byte(text), &members) // A member that is no string is one that no filter finds.
		if (site == "" || members.Site == site) && (kind == "" || members.Type == kind) {
			found = append(found, json.RawMessage(text))
		}
	}
	return found
}

// rateLimit allows a quota of requests in each of a row of fixed windows. It allows any
// number while its quota is 0.
type rateLimit struct {
	mu     sync.Mutex
	quota  int
	window time.Duration
	start  time.Time // of the window that is running
	taken  int       // of its quota
}

// SetRateLimit allows Cloudflare's clients together so many requests in each window, the
// first of which begins now. A request over it is answered with 429 and a Retry-After, and
// every answer says what is left.
func (s *Simulator) SetRateLimit(quota int, window time.Duration) {
	limit := &s.cloudflare.limit
	limit.mu.Lock()
	defer limit.mu.Unlock()
	limit.quota, limit.window = quota, window
	limit.start, limit.taken = time.Now(), 0
}

// take takes a request from the quota. It returns the headers that say what is left, and
// false if nothing was.
func (l *rateLimit) take(now time.Time) (header http.Header, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.quota == 0 {
		return nil, true
	}
	if elapsed := now.Sub(l.start); elapsed >= l.window {
		l.start, l.taken = now.Add(-(elapsed % l.window)), 0
	}
	ok = l.taken < l.quota
	if ok {
		l.taken++
	}
	wait := seconds(l.start.Add(l.window).Sub(now))
	header = http.Header{
		"Ratelimit":        {fmt.Sprintf(`"default";r=%d;t=%d`, l.quota-l.taken, wait)},
		"Ratelimit-Policy": {fmt.Sprintf(`"default";q=%d;w=%d`, l.quota, seconds(l.window))},
	}
	if !ok {
		header.Set("Retry-After", strconv.FormatInt(wait, 10))
	}
	return header, ok
}

// seconds returns a duration in whole seconds, rounded up.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}
