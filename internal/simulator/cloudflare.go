// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"slices"
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
