// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
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

// The default credentials, and the account of the sample and of the environment.
const (
	APIToken  = "simulator-api-token"
	APIKey    = "simulator-api-key"
	Email     = "simulator@example.com"
	AccountID = "023e105f4ecef8ad9ca31a8372d0c353"
)

// root is what every path begins with.
const root = "/client/v4/"

// cloudflareService is what the service brings.
var cloudflareService = Service{
	Name:   "cloudflare",
	Title:  "Cloudflare",
	Serves: "that of Cloudflare's network interconnects (HTTP)",
	Roots:  []string{root},
	Kinds:  cloudflareKinds,
	Examples: []Example{{"An interconnect goes down, and comes up again", []Change{
		{http.MethodPut, "/interconnects/$CLOUDFLARE_ACCOUNT_ID/icon-fra-1/status", `{"state":"Down","reason":"no light"}`},
		{http.MethodPut, "/interconnects/$CLOUDFLARE_ACCOUNT_ID/icon-fra-1/status", `{"state":"Healthy"}`},
	}}},
	new: newCloudflare,
}

// cloudflare is the part of Cloudflare's API that is about interconnects.
type cloudflare struct {
	common

	apiToken, apiKey, email, accountID string

	tls   bool
	limit rateLimit

	mu       sync.Mutex
	accounts map[string]*account
}

// account is what Cloudflare has of an account.
type account struct {
	statuses map[string]string // by icon
	pages    []string          // of the list, each served as it is, or else
	items    []interconnect    // the list itself
}

// interconnect is an item of the list, and the members that it is filtered by.
type interconnect struct {
	document         json.RawMessage
	name, site, kind string
}

// newCloudflare returns the API with one account, which has no interconnects.
func newCloudflare(opts Options) api {
	accountID := cmp.Or(opts.AccountID, AccountID)
	return &cloudflare{
		apiToken:  cmp.Or(opts.APIToken, APIToken),
		apiKey:    cmp.Or(opts.APIKey, APIKey),
		email:     cmp.Or(opts.Email, Email),
		accountID: accountID,
		tls:       opts.CloudflareTLS,
		accounts:  map[string]*account{accountID: {statuses: make(map[string]string)}},
	}
}

// cloudflare returns Cloudflare's API.
func (s *Simulator) cloudflare() *cloudflare { return part[*cloudflare](s) }

func (c *cloudflare) secure(ca *authority) (*tls.Config, error) {
	if !c.tls {
		return nil, nil //nolint:nilnil // Without TLS there is no configuration.
	}
	certificate, err := ca.issue(leaf{host: c.address.Addr().String(), expiry: time.Now().Add(24 * time.Hour)})
	if err != nil {
		return nil, err
	}
	return serverConfig(certificate), nil
}

func (c *cloudflare) environment(string) []string {
	return []string{
		"CLOUDFLARE_BASE_URL=" + c.url(),
		"CLOUDFLARE_API_TOKEN=" + c.apiToken,
		"CLOUDFLARE_ACCOUNT_ID=" + c.accountID,
	}
}

// url is the base URL, with a slash at its end.
func (c *cloudflare) url() string {
	scheme := "http"
	if c.tls {
		scheme = "https"
	}
	return scheme + "://" + c.address.String() + root
}

// CloudflareURL returns the base URL of Cloudflare's API, with a slash at its end.
func (s *Simulator) CloudflareURL() string {
	return s.cloudflare().url()
}

// SetInterconnectStatus sets the status of an interconnect. It is served as it
// is, byte for byte, where the request's path has the icon, whatever characters
// that has, as one segment.
func (s *Simulator) SetInterconnectStatus(accountID, icon, document string) {
	s.cloudflare().update(accountID, func(a *account) {
		a.statuses[icon] = document
	})
}

// SetInterconnects sets the pages of an account's list of interconnects, each
// of which is served as it is: the first without a cursor, and page k, counted
// from 0, for the cursor k.
func (s *Simulator) SetInterconnects(accountID string, pages ...string) {
	s.cloudflare().update(accountID, func(a *account) {
		a.pages, a.items = pages, nil
	})
}

// SetInterconnectItems sets an account's interconnects, each a JSON object. The
// list is filtered by site and type, and paged by limit, 25 where the request
// has none.
func (s *Simulator) SetInterconnectItems(accountID string, items ...string) {
	list := make([]interconnect, 0, len(items))
	for _, item := range items {
		list = append(list, parseInterconnect(item))
	}
	s.cloudflare().update(accountID, func(a *account) {
		a.pages, a.items = nil, list
	})
}

// AddInterconnects adds direct interconnects that all have the same status, each
// to the list and with a status of its own that can be changed.
func (s *Simulator) AddInterconnects(accountID, status string, icons ...string) {
	s.cloudflare().update(accountID, func(a *account) {
		for _, icon := range icons {
			a.items = append(a.items, parseInterconnect(directInterconnect(accountID, icon, "fra", len(a.items)+1)))
			a.statuses[icon] = status
		}
	})
}

// RemoveInterconnect takes an interconnect from the list, and its status away:
// from then on it isn't found.
func (s *Simulator) RemoveInterconnect(accountID, icon string) {
	s.cloudflare().update(accountID, func(a *account) {
		delete(a.statuses, icon)
		a.items = slices.DeleteFunc(a.items, func(item interconnect) bool { return item.name == icon })
	})
}

// parseInterconnect reads what an item is found by. A member that is missing
// or no string is one that no filter finds.
func parseInterconnect(item string) interconnect {
	var members struct{ Name, Site, Type string }
	_ = json.Unmarshal([]byte(item), &members)
	return interconnect{document: json.RawMessage(item), name: members.Name, site: members.Site, kind: members.Type}
}

// update changes an account, which exists from then on.
func (c *cloudflare) update(accountID string, change func(*account)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.accounts[accountID] == nil {
		c.accounts[accountID] = &account{statuses: make(map[string]string)}
	}
	change(c.accounts[accountID])
}

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

// find is the index of an interconnect in the list, -1 where it isn't there.
func (a *account) find(icon string) int {
	return slices.IndexFunc(a.items, func(item interconnect) bool { return item.name == icon })
}

// item is the item of an interconnect.
func (a *account) item(icon string) (string, bool) {
	i := a.find(icon)
	if i < 0 {
		return "", false
	}
	return string(a.items[i].document), true
}

// itemNames are the names in the list.
func (a *account) itemNames() []string {
	names := []string{}
	for _, item := range a.items {
		names = append(names, item.name)
	}
	return names
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
