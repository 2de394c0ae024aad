// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// login asks Qumulo for a session.
func login(t *testing.T, client *http.Client, s *simulator.Simulator, username, password string) reply {
	t.Helper()
	request := newRequest(t, http.MethodPost, qumuloURL(s, "/v1/session/login"),
		fmt.Sprintf(`{"username":%q,"password":%q}`, username, password))
	request.Header.Del("Authorization")
	return send(t, client, request)
}

// newSession returns the token of a new session.
func newSession(t *testing.T, client *http.Client, s *simulator.Simulator) string {
	t.Helper()
	answered := login(t, client, s, simulator.Username, simulator.Password)
	var session struct {
		BearerToken string `json:"bearer_token"`
	}
	if err := json.Unmarshal([]byte(answered.body), &session); err != nil || answered.status != http.StatusOK {
		t.Fatalf("the login was answered with %d %q: %v", answered.status, answered.body, err)
	}
	return session.BearerToken
}

// getWith gets a path at Qumulo with an Authorization header.
func getWith(t *testing.T, client *http.Client, s *simulator.Simulator, path, authorization string) reply {
	t.Helper()
	request := newRequest(t, http.MethodGet, qumuloURL(s, path), "")
	request.Header.Set("Authorization", authorization)
	return send(t, client, request)
}

func TestQumuloDocuments(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.SetNetworkInterfaceStatus(1, 10, `not {JSON`)
	s.SetNetworkInterfaceStatus(1, 3, " {\"node_id\" : 3.0}\n")
	s.SetNetworkInterfaces(`[{"id":1}]`)
	s.SetClusterNodes(`[{"id":2}]`)

	for path, want := range map[string]string{
		"/v2/network/interfaces/1/status/10": `not {JSON`,
		"/v2/network/interfaces/1/status/3":  " {\"node_id\" : 3.0}\n",
		"/v2/network/interfaces/1/status/":   "[{\"node_id\":2}, {\"node_id\" : 3.0}\n,not {JSON]",
		"/v2/network/interfaces/":            `[{"id":1}]`,
		"/v1/cluster/nodes/":                 `[{"id":2}]`,
	} {
		got := get(t, client, qumuloURL(s, path))
		if got.status != http.StatusOK || got.body != want || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: got %d %q, want %q", path, got.status, got.body, want)
		}
	}

	s.SetNetworkInterfaceStatuses(1, `[]`)
	if got := get(t, client, qumuloURL(s, "/v2/network/interfaces/1/status/")); got.body != "[]" {
		t.Errorf("the list is %q", got.body)
	}

	// A client asks this before it logs in.
	version := getWith(t, client, s, "/v1/version", "")
	for _, part := range []string{`"revision_id":"Qumulo Core 7.8.0.1"`, `"build_id":"`, `"flavor":"release"`, `"build_date":"`} {
		version.expect(t, http.StatusOK, part)
	}
	send(t, client, newRequest(t, http.MethodPost, qumuloURL(s, "/v1/version"), "")).expect(t, http.StatusNotFound, "")
	get(t, client, qumuloURL(s, "/v1/session/who-am-i")).expect(t, http.StatusOK, `"PRIVILEGE_NETWORK_READ"`)
}

func TestQumuloRoutesAreExact(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	for _, path := range []string{
		"/",
		"/v1",
		"/v1/version/",
		"/v1/cluster/nodes",
		"/v1/session/login",
		"/v1/session/who-am-i/",
		"/v2/network/interfaces",
		"/v2/network/interfaces/1",
		"/v2/network/interfaces/1/status",
		"/v2/network/interfaces/1/status/2/",
		"/v2/network/interfaces/1/status/02",
		"/v2/network/interfaces/1/status/+2",
		"/v2/network/interfaces/1/status/%32",
		"/v2/network/interfaces/1/status/4",
		"/v2/network/interfaces/2/status/2",
		"/v2/network/interfaces/2/status/",
		"/v2/network/interfaces//status/2",
		"/v2/network/interfaces/1/status/1/../2",
		"/v2/network/interfaces/1//status/2",
		"//v2/network/interfaces/1/status/2",
		"/v1/network/interfaces/1/status/2",
		iconPath,
	} {
		answered := getWith(t, client, s, path, "Bearer "+simulator.Token)
		answered.expect(t, http.StatusNotFound, `"error_class":"fs_no_such_entry_error"`)

		var failure struct {
			Module, Description string
			Stack               []string
			UserVisible         bool `json:"user_visible"`
		}
		if err := json.Unmarshal([]byte(answered.body), &failure); err != nil || failure.Module == "" ||
			failure.Description == "" || failure.Stack == nil || !failure.UserVisible {
			t.Errorf("%s: %q is no error of Qumulo's: %v", path, answered.body, err)
		}
	}

	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		send(t, client, newRequest(t, method, qumuloURL(s, statusPath), "")).expect(t, http.StatusNotFound, "fs_no_such")
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)

	login(t, client, s, simulator.Username, "wrong").expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	login(t, client, s, "other", "simulator").expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	send(t, client, newRequest(t, http.MethodPost, qumuloURL(s, "/v1/session/login"), "{")).
		expect(t, http.StatusBadRequest, "decode_error")
	if s.Logins() != 0 {
		t.Errorf("%d logins after none succeeded", s.Logins())
	}

	first, second := newSession(t, client, s), newSession(t, client, s)
	if first == second || !strings.HasPrefix(first, "session-v1:") {
		t.Errorf("the sessions are %q and %q", first, second)
	}
	for _, token := range []string{first, second} {
		getWith(t, client, s, statusPath, "Bearer "+token).expect(t, http.StatusOK, `"node_id":2`)
	}

	s.ExpireSessions()
	for _, authorization := range []string{"Bearer " + first, "Bearer " + second, "Bearer ", simulator.Token, "Basic x", ""} {
		getWith(t, client, s, statusPath, authorization).expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	}
	getWith(t, client, s, statusPath, "Bearer "+simulator.Token).expect(t, http.StatusOK, "")

	third := newSession(t, client, s)
	getWith(t, client, s, statusPath, "Bearer "+third).expect(t, http.StatusOK, "")
	if s.Logins() != 3 {
		t.Errorf("%d logins, want 3", s.Logins())
	}
}

func TestPrivileges(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.SetPrivileges(false)
	get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusForbidden, "PRIVILEGE_NETWORK_READ")
	get(t, client, qumuloURL(s, "/v1/session/who-am-i")).expect(t, http.StatusOK, `"privileges":["PRIVILEGE_CLUSTER_READ"]`)
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusForbidden, `"code":10000`)
	newSession(t, client, s)
	s.SetPrivileges(true)
	get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusOK, "")
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, "")
}

func TestLoginAttempts(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	login(t, client, s, simulator.Username, simulator.Password).expect(t, http.StatusOK, "bearer_token")
	s.FaultAlways(simulator.LoginRoute, simulator.Fault{Status: http.StatusUnauthorized})
	for range 2 {
		login(t, client, s, simulator.Username, simulator.Password).expect(t, http.StatusUnauthorized, "http_unauthorized_error")
	}
	if attempts, logins := s.LoginAttempts(), s.Logins(); attempts != 3 || logins != 1 {
		t.Errorf("%d of %d attempts succeeded, want 1 of 3", logins, attempts)
	}
}

func TestNodes(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	nodes := func() string { return get(t, client, qumuloURL(s, "/v1/cluster/nodes/")).body }
	s.SetNodeStatus(3, "offline")
	s.SetNodeStatus(9, "offline") // isn't there
	if got := nodes(); strings.Count(got, `"offline"`) != 1 || strings.Count(got, `"online"`) != 3 || !strings.Contains(got, `"serial_number":"QSIM0003"`) {
		t.Errorf("the nodes are %s", got)
	}
	s.AddNode(4)
	s.RemoveNode(5)
	if got := nodes(); strings.Count(got, `"id"`) != 4 || !strings.Contains(got, `"qumulo-4"`) || strings.Contains(got, `"qumulo-5"`) {
		t.Errorf("the nodes are %s", got)
	}
	for node, status := range map[string]int{"4": http.StatusOK, "5": http.StatusNotFound} {
		get(t, client, qumuloURL(s, "/v2/network/interfaces/1/status/"+node)).expect(t, status, "")
		get(t, client, qumuloURL(s, "/v3/network/status/"+node)).expect(t, status, "")
	}
}
