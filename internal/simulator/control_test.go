// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func TestControl(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	control := httptest.NewServer(s.Control())
	t.Cleanup(control.Close)
	put := func(path, document string) reply {
		return send(t, client, newRequest(t, http.MethodPut, control.URL+path, document))
	}

	put("/network-interface-status/1/2", ` {"node_id":2.0} `).expect(t, http.StatusNoContent, "")
	get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusOK, ` {"node_id":2.0} `)

	put("/interconnect-status/"+simulator.AccountID+"/icon-1", `{"state":"Down"}`).expect(t, http.StatusNoContent, "")
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, `{"state":"Down"}`)

	put("/interconnect-status/new/a%2Fb", `{"state":"Pending"}`).expect(t, http.StatusNoContent, "")
	get(t, client, cloudflareURL(s, "/client/v4/accounts/new/cni/interconnects/a%2Fb/status")).
		expect(t, http.StatusOK, `{"state":"Pending"}`)

	put("/network-interface-status/bond0/2", "{}").expect(t, http.StatusBadRequest, "must be integers")
	put("/other", "{}").expect(t, http.StatusNotFound, "")
	put("/network-interface-status/1/2", string(make([]byte, 2<<20))).expect(t, http.StatusBadRequest, "too large")
	get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusOK, ` {"node_id":2.0} `)
}
