// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/control"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestMain fails where a closed control has left a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// controlled is a simulator with the sample, and its control.
type controlled struct {
	*simulator.Simulator
	client *http.Client // trusts the simulator
	url    string
}

func startControlled(t *testing.T) *controlled {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	handler := control.New(s)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(s.CACertificate()))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &controlled{s, &http.Client{Transport: transport}, server.URL}
}

// reply is an answer whose body has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

// expect compares a status and a part of the body.
func (r reply) expect(t *testing.T, status int, part string) {
	t.Helper()
	if r.status != status || !strings.Contains(r.body, part) {
		t.Errorf("got %d %q, want %d with %q", r.status, r.body, status, part)
	}
}

// do sends a request, which may fail.
func (c *controlled) do(request *http.Request) (reply, error) {
	response, err := c.client.Do(request)
	if err != nil {
		return reply{}, err
	}
	body, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(body)}, errors.Join(err, response.Body.Close())
}

func (c *controlled) request(t *testing.T, method, url, body, token string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return request
}

// send sends a request to the control.
func (c *controlled) send(t *testing.T, method, path, body string) reply {
	t.Helper()
	answered, err := c.do(c.request(t, method, c.url+path, body, ""))
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

// qumulo and cloudflare ask the services for a path.
func (c *controlled) qumulo(t *testing.T, path string) reply {
	t.Helper()
	answered, err := c.do(c.request(t, http.MethodGet, "https://127.0.0.1:"+strconv.Itoa(c.QumuloPort())+path, "", simulator.Token))
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

func (c *controlled) cloudflare(t *testing.T, path string) reply {
	t.Helper()
	answered, err := c.do(c.request(t, http.MethodGet, c.CloudflareURL()+"accounts/"+path, "", simulator.APIToken))
	if err != nil {
		t.Fatal(err)
	}
	return answered
}

const (
	linkPath   = "/interconnects/" + simulator.AccountID + "/icon-fra-1"
	linkStatus = linkPath + "/status"
	nodeStatus = "/network-interfaces/1/status/2"
)

func TestControlPut(t *testing.T) {
	t.Parallel()
	c := startControlled(t)

	c.send(t, http.MethodPut, nodeStatus, ` {"node_id":2.0} `).expect(t, http.StatusNoContent, "")
	c.qumulo(t, "/v2/network/interfaces/1/status/2").expect(t, http.StatusOK, ` {"node_id":2.0} `)
	c.send(t, http.MethodGet, nodeStatus, "").expect(t, http.StatusOK, ` {"node_id":2.0} `)

	c.send(t, http.MethodPut, linkStatus, `{"state":"Down","reason":null}`).expect(t, http.StatusNoContent, "")
	c.cloudflare(t, simulator.AccountID+"/cni/interconnects/icon-fra-1/status").
		expect(t, http.StatusOK, `{"state":"Down","reason":null}`)

	// What isn't there is made only if that is said.
	for path, document := range map[string]string{
		"/interconnects/new/a%2Fb/status":              `{"state":"Pending"}`,
		"/interconnects/new/c":                         `{"name":"c","account":"new"}`,
		"/interconnects/" + simulator.AccountID + "/d": `{"name":"d"}`,
		"/network-interfaces/7/status/2":               `{"node_id":2,"interface_status":{"interface_id":7}}`,
		"/network-interfaces/7":                        `{"id":7}`,
		"/node-network-status/7":                       `{"node_id":7,"network_statuses":{"1":{"name":"x"}}}`,
		"/nodes/7":                                     `{"id":7}`,
	} {
		for _, method := range []string{http.MethodGet, http.MethodDelete, http.MethodPut, http.MethodPatch} {
			body := document
			if method == http.MethodPatch {
				body = "{}"
			}
			c.send(t, method, path, body).expect(t, http.StatusNotFound, "there is no "+path+": GET / lists")
		}
		c.send(t, http.MethodPut, path+"?create=true", document).expect(t, http.StatusCreated, "")
		c.send(t, http.MethodPut, path+"?create=true", document).expect(t, http.StatusNoContent, "")
		c.send(t, http.MethodGet, path, "").expect(t, http.StatusOK, document)
	}
	c.cloudflare(t, "new/cni/interconnects/a%2Fb/status").
		expect(t, http.StatusOK, `{"state":"Pending"}`)
	c.cloudflare(t, "new/cni/interconnects").
		expect(t, http.StatusOK, `{"name":"c","account":"new"}`)
	c.qumulo(t, "/v2/network/interfaces/").expect(t, http.StatusOK, `,{"id":7}]`)
	c.qumulo(t, "/v1/cluster/nodes/").expect(t, http.StatusOK, `,{"id":7}]`)
	c.qumulo(t, "/v3/network/status/7").expect(t, http.StatusOK, `"network_statuses"`)
}

func TestControlRefuses(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	before := c.send(t, http.MethodGet, "/", "")
	for _, test := range []struct {
		method, path, body string
		status             int
		message            string
	}{
		{http.MethodPut, linkStatus, "", 400, linkStatus + ": the document is empty"},
		{http.MethodPut, linkStatus, "Down", 400, "the document isn't JSON"},
		{http.MethodPut, linkStatus, `{"state":"Down"} x`, 400, "the document isn't JSON: there is something after its end"},
		{http.MethodPut, linkStatus, `{"state":"Down"`, 400, "the document isn't JSON"},
		{http.MethodPut, linkStatus, "{\"state\":\"\xff\"}", 400, "isn't UTF-8"},
		{http.MethodPut, linkStatus, `"Down"`, 400, "expected a JSON object, got a string"},
		{http.MethodPut, linkStatus, `{"sate":"Down"}`, 400, `state: expected a string that isn't empty, such as "Healthy" or "Down", got no such member`},
		{http.MethodPut, linkStatus, `{"state":""}`, 400, "got \"\""},
		{http.MethodPut, linkStatus, `{"state":null}`, 400, "got null"},
		{http.MethodPut, linkStatus, `{"state":true}`, 400, "state: expected a string, got a boolean"},
		{http.MethodPut, linkStatus, `{"state":"Down","reason":[]}`, 400, "reason: expected a string, got an array"},
		{http.MethodPut, linkStatus + "?create", `{"state":"Down"}`, 400, "the only parameter is ?create=true, not ?create"},
		{http.MethodPut, linkPath, `{"name":"icon-fra-2"}`, 400, `name: expected "icon-fra-1", the one of the path, got "icon-fra-2"`},
		{http.MethodPut, linkPath, `{"name":"icon-fra-1","account":"x"}`, 400, `account: expected "` + simulator.AccountID},
		{http.MethodPut, nodeStatus, `{}`, 400, "node_id: expected 2, the one of the path, got no such member"},
		{http.MethodPut, nodeStatus, `{"node_id":3}`, 400, "node_id: expected 2, the one of the path, got 3"},
		{http.MethodPut, nodeStatus, `{"node_id":2.5}`, 400, "got 2.5"},
		{http.MethodPut, nodeStatus, `{"node_id":"2"}`, 400, "node_id: expected a number, got a string"},
		{http.MethodPut, nodeStatus, `{"node_id":2,"interface_status":{"interface_id":3}}`, 400, "interface_status.interface_id: expected 1"},
		{http.MethodPut, nodeStatus, `{"node_id":2,"interface_status":"UP"}`, 400, "interface_status: expected an object, got a string"},
		{http.MethodPut, nodeStatus, `{"node_id":2,"network_statuses":[{},{"mtu":"9000"}]}`, 400, "network_statuses[1].mtu: expected a number, got a string"},
		{http.MethodPut, "/node-network-status/1", `{"node_id":1,"devices":[{"speed":1000}]}`, 400, "devices[0].speed: expected a string, got a number"},
		{http.MethodPut, "/node-network-status/1", `{"node_id":1,"devices":[{"api_network_specific_fields":{"type":1}}]}`, 400, "devices[0].api_network_specific_fields.type"},
		{http.MethodPut, "/node-network-status/1", `{"node_id":2}`, 400, "node_id: expected 1"},
		{http.MethodPut, "/nodes/1", `{"id":2}`, 400, "id: expected 1"},
		{http.MethodPut, "/network-interfaces/1", `{"id":2}`, 400, "id: expected 1"},
		{http.MethodPut, linkStatus, strings.Repeat(" ", 2<<20), 413, "the body is too large"},
		{http.MethodPatch, linkStatus, `[]`, 400, "expected a JSON object, got an array"},
		{http.MethodPatch, linkStatus, `{"state":null}`, 400, "state: expected a string"},
		{http.MethodPatch, linkStatus, `{"sate":"Down"}`, 400, "sate: the service has no such member there, only reason, state"},
		{http.MethodPatch, nodeStatus, `{"node_id":3}`, 400, "node_id: expected 2"},
		{http.MethodPatch, nodeStatus, `{"interface_details":"DOWN"}`, 400, "interface_details: expected an object"},
		{http.MethodPatch, nodeStatus, `{"interface_details":{"status":"DOWN"}}`, 400, "interface_details.status: the service has no such member there, only bytes_received,"},
		{http.MethodPatch, "/node-network-status/1", `{"devices":[{"state":"DOWN"}]}`, 400, "devices[0].state: the service has no such member"},
		{http.MethodGet, "/network-interfaces/bond0/status/2", "", 400, "interface_id must be an integer, not \"bond0\""},
		{http.MethodGet, "/nodes/x", "", 400, "node_id must be an integer"},
		{http.MethodPost, linkStatus, "{}", 405, "POST is not supported, only GET, PUT, PATCH and DELETE"},
		{http.MethodPut, "/", "{}", 405, "PUT is not supported, only GET"},
		{http.MethodGet, "/other", "", 404, "there is no route /other: GET / lists all"},
		{http.MethodGet, "/nodes/", "", 404, "there is no route"},
		{http.MethodGet, linkStatus + "/", "", 404, "there is no route"},
	} {
		c.send(t, test.method, test.path, test.body).expect(t, test.status, test.message)
	}
	c.send(t, http.MethodGet, linkStatus, "").expect(t, http.StatusOK, `{"state":"Healthy"}`)
	if after := c.send(t, http.MethodGet, "/", ""); after.body != before.body {
		t.Errorf("what was refused changed something: %s", after.body)
	}
}

func TestControlPatch(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	c.send(t, http.MethodPatch, linkStatus, `{"state":"Down","reason":"<no light>"}`).expect(t, http.StatusOK, `{"reason":"<no light>","state":"Down"}`)
	c.send(t, http.MethodPatch, linkStatus, `{"reason":null}`).expect(t, http.StatusOK, `{"state":"Down"}`)
	c.send(t, http.MethodGet, linkStatus, "").expect(t, http.StatusOK, `{"state":"Down"}`)

	patched := c.send(t, http.MethodPatch, nodeStatus, `{"interface_details":{"interface_status":"DOWN","speed":9007199254740993},"aws_status":{"vpc_id":"v"}}`)
	patched.expect(t, http.StatusOK, `"interface_status":"DOWN"`)
	patched.expect(t, http.StatusOK, `"speed":9007199254740993`)
	patched.expect(t, http.StatusOK, `"cable_status":"CONNECTED"`)
	patched.expect(t, http.StatusOK, `"aws_status":{"vpc_id":"v"}`)
	c.qumulo(t, "/v2/network/interfaces/1/status/2").expect(t, http.StatusOK, patched.body)

	c.send(t, http.MethodPatch, "/nodes/3", `{"node_status":"offline"}`).expect(t, http.StatusOK, `"node_status":"offline"`)
	c.send(t, http.MethodPatch, linkPath, `{"site":"ber"}`).expect(t, http.StatusOK, `"site":"ber"`)
	c.cloudflare(t, simulator.AccountID+"/cni/interconnects?site=ber").expect(t, http.StatusOK, "icon-fra-1")

	c.SetInterconnectStatus(simulator.AccountID, "icon-fra-1", "no JSON")
	c.send(t, http.MethodPatch, linkStatus, `{"state":"Down"}`).expect(t, http.StatusConflict, "can't be patched")
}

func TestControlDelete(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	const v2 = "/v2/network/interfaces/1/status/"
	for _, path := range []string{nodeStatus, "/nodes/3", linkPath, "/interconnects/" + simulator.AccountID + "/icon-fra-2/status", "/node-network-status/1"} {
		c.send(t, http.MethodDelete, path, "").expect(t, http.StatusNoContent, "")
		c.send(t, http.MethodGet, path, "").expect(t, http.StatusNotFound, "")
	}
	for _, path := range []string{linkStatus, "/network-interfaces/1/status/3", "/node-network-status/3"} {
		c.send(t, http.MethodGet, path, "").expect(t, http.StatusNotFound, "")
	}
	c.qumulo(t, v2+"2").expect(t, http.StatusNotFound, "fs_no_such_entry_error")
	c.qumulo(t, v2+"1").expect(t, http.StatusOK, "")
	c.send(t, http.MethodDelete, "/network-interfaces/1", "").expect(t, http.StatusNoContent, "")
	c.qumulo(t, v2+"1").expect(t, http.StatusNotFound, "")
	c.qumulo(t, "/v2/network/interfaces/").expect(t, http.StatusOK, "[]")
}

func TestControlIndex(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	var index struct {
		Interconnects     map[string][]string
		Statuses          map[string][]string `json:"interconnect_statuses"`
		Interfaces        []int               `json:"network_interfaces"`
		InterfaceStatuses map[string][]int    `json:"network_interface_statuses"`
		V3                []int               `json:"node_network_statuses"`
		Nodes             []int
		Routes            []string
	}
	if err := json.Unmarshal([]byte(c.send(t, http.MethodGet, "/", "").body), &index); err != nil {
		t.Fatal(err)
	}
	nodes := []int{1, 2, 3, 5}
	if !slices.Equal(index.Nodes, nodes) || !slices.Equal(index.V3, nodes) || !slices.Equal(index.InterfaceStatuses["1"], nodes) || !slices.Equal(index.Interfaces, []int{1}) {
		t.Errorf("the cluster is %+v", index)
	}
	if !slices.Contains(index.Interconnects[simulator.AccountID], "icon-fra-1") || !slices.Contains(index.Statuses[simulator.OtherAccountID], simulator.OtherIcon) {
		t.Errorf("the interconnects are %+v", index)
	}
	for _, route := range []string{
		"GET /", "GET PUT PATCH DELETE /interconnects/{account_id}/{icon}", "GET PUT PATCH DELETE /nodes/{node_id}",
	} {
		if !slices.Contains(index.Routes, route) {
			t.Errorf("%s is missing in %v", route, index.Routes)
		}
	}
}
