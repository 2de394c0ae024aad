// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"fmt"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// cloudflareKinds are the documents of accounts.
var cloudflareKinds = []*Kind{
	{
		Name:   "interconnects",
		Route:  "/interconnects/{account_id}/{icon}",
		Note:   "the item of the list",
		Schema: Schema("interconnect"),
		Check: func(ids []string, object map[string]any) error {
			if account := object["account"]; account != nil && account != ids[0] {
				return fmt.Errorf("account: expected %q, the one of the path, got %s", ids[0], document.Shown(object, "account"))
			}
			if object["name"] != ids[1] {
				return fmt.Errorf("name: expected %q, the one of the path, got %s", ids[1], document.Shown(object, "name"))
			}
			return nil
		},
		List: func(s *Simulator) any { return s.cloudflare().icons((*account).itemNames) },
		Get: func(s *Simulator, ids []string) (text string, ok bool) {
			s.cloudflare().view(ids[0], func(a *account) { text, ok = a.item(ids[1]) })
			return text, ok
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.cloudflare().update(ids[0], func(a *account) {
				if i := a.find(ids[1]); i >= 0 {
					a.items[i] = parseInterconnect(text)
				} else {
					a.items = append(a.items, parseInterconnect(text))
				}
			})
		},
		Remove: func(s *Simulator, ids []string) { s.RemoveInterconnect(ids[0], ids[1]) },
	},
	{
		Name:   "interconnect_statuses",
		Route:  "/interconnects/{account_id}/{icon}/status",
		Schema: Schema("interconnect_status"),
		Check: func(_ []string, object map[string]any) error {
			if state, ok := object["state"].(string); !ok || state == "" {
				return fmt.Errorf("state: expected a string that isn't empty, such as \"Healthy\" or \"Down\", got %s", document.Shown(object, "state"))
			}
			return nil
		},
		List: func(s *Simulator) any {
			return s.cloudflare().icons(func(a *account) []string { return sorted(a.statuses) })
		},
		Get: func(s *Simulator, ids []string) (text string, ok bool) {
			s.cloudflare().view(ids[0], func(a *account) { text, ok = a.statuses[ids[1]] })
			return text, ok
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.SetInterconnectStatus(ids[0], ids[1], text)
		},
		Remove: func(s *Simulator, ids []string) {
			s.cloudflare().update(ids[0], func(a *account) { delete(a.statuses, ids[1]) })
		},
	},
}

// icons are the names of interconnects that look finds, by account.
func (c *cloudflare) icons(look func(*account) []string) map[string][]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := make(map[string][]string)
	for id, a := range c.accounts {
		found[id] = look(a)
	}
	return found
}

// view reads an account, if it is there.
func (c *cloudflare) view(accountID string, look func(*account)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.accounts[accountID]; a != nil {
		look(a)
	}
}
