// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// control sends a request to the control.
func control(t *testing.T, s *simulator.Simulator, method, path, body string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.ControlURL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return send(t, s, request)
}

// TestControl changes documents, and reads them from the service and from the control.
func TestControl(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	fresh := simulator.InterconnectStatus(simulator.AccountID, "icon-new")
	for _, step := range []struct {
		method, path, body string
		status             int
		read, want         string
	}{
		{http.MethodPut, iconPath, ` {"state":"Down","reason":"no light"}`, 204, iconPath, ` {"state":"Down","reason":"no light"}`},
		{http.MethodPatch, iconPath, `{"state":"Healthy","reason":null}`, 200, iconPath, `{"state":"Healthy"}`},
		{http.MethodPut, fresh, `{"state":"Healthy"}`, 201, fresh, "Healthy"},
		{http.MethodPatch, "/v1/cluster/nodes/3", `{"node_status":"offline"}`, 200, "/v1/cluster/nodes/", `"node_status":"offline"`},
		{http.MethodPatch, statusPath, `{"interface_details":{"speed":12345678901234567890}}`, 200, statusPath, `"speed":12345678901234567890`},
		{http.MethodPatch, statusPath, `{"interface_status":null}`, 200, statusPath, `"interface_details":{`},
		{http.MethodPut, "/v3/network/status/7", `{"devices":[{"api_network_specific_fields":{"type":"NONE"}}]}`, 201, "/v3/network/status", "api_network"},
	} {
		control(t, s, step.method, step.path, step.body).expect(t, step.status, "")
		get(t, s, step.read).expect(t, http.StatusOK, step.want)
		control(t, s, http.MethodGet, step.read, "").expect(t, http.StatusOK, step.want)
	}
	control(t, s, http.MethodDelete, "/v1/cluster/nodes/3", "").expect(t, http.StatusNoContent, "")
	for _, path := range []string{"/v1/cluster/nodes/3", "/v2/network/interfaces/1/status/3", "/v3/network/status/3"} {
		get(t, s, path).expect(t, http.StatusNotFound, "")
		control(t, s, http.MethodGet, path, "").expect(t, http.StatusNotFound, "")
	}
	var paths []string
	if err := json.Unmarshal([]byte(control(t, s, http.MethodGet, "/", "").body), &paths); err != nil || !slices.Contains(paths, fresh) || slices.Contains(paths, "/v3/network/status/3") {
		t.Errorf("got %q, %v", paths, err)
	}
	if n := s.Connections(); n != 10 {
		t.Errorf("%d connections are those of services", n)
	}
}

// TestCablesAreOne takes the cable of a node out of its port in v2, and puts it back in v3.
func TestCablesAreOne(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	const v3Path = "/v3/network/status/2"
	control(t, s, http.MethodPatch, statusPath, `{"interface_details":{"cable_status":"DISCONNECTED","interface_status":"DOWN"}}`).expect(t, http.StatusOK, "")
	for _, path := range []string{statusPath, v3Path} {
		get(t, s, path).expect(t, http.StatusOK, `"cable_status":"DISCONNECTED","interface_status":"DOWN"`)
	}
	get(t, s, "/v3/network/status/3").expect(t, http.StatusOK, `"cable_status": "CONNECTED"`)
	devices := `{"devices":[{"name":"bond0","cable_status":"CONNECTED","interface_status":"UP"},{"name":"bond1","cable_status":"DISCONNECTED"}]}`
	control(t, s, http.MethodPatch, v3Path, devices).expect(t, http.StatusOK, "")
	get(t, s, statusPath).expect(t, http.StatusOK, `"cable_status":"CONNECTED","interface_status":"UP"`)
}

// TestRefusals is what a test may get wrong. Nothing is changed then.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	before := control(t, s, http.MethodGet, "/v3/network/status", "").body
	for _, test := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"PUT", iconPath, `{"sate":"Down"}`, 400, `the service has no member "sate" there: the members are reason, state`},
		{"PATCH", iconPath, `{"State":"Down"}`, 400, `no member "State"`},
		{"PATCH", statusPath, `{"interface_details":{"cable":"x"}}`, 400, `no member "interface_details.cable" there: the members are bytes_received, bytes_sent, cable_status, interface_status, mac_address, speed, timestamp`},
		{"PATCH", "/v3/network/status/2", `{"devices":[{},{"network_details":{"use":"x"}}]}`, 400, `no member "devices[1].network_details.use"`},
		{"PUT", iconPath, `{"state":{"x":1}}`, 400, `no member "state.x"`},
		{"PUT", iconPath, `{"state":["Down"]}`, 400, `the service has no list in "state"`},
		{"PUT", iconPath, `{"state":"Down"`, 400, "the body isn't JSON"},
		{"PUT", iconPath, `{"state":"Down","state":"Healthy"}`, 400, "duplicate object member name"},
		{"PUT", iconPath, ``, 400, "the body isn't JSON"},
		{"PUT", iconPath, `"Down"`, 400, "the body isn't a JSON object"},
		{"PATCH", iconPath + "x", `{}`, 404, "there is no such document"},
		{"PATCH", simulator.InterconnectStatus("x", "y"), `{}`, 404, "GET / lists all that there are, and PUT makes one"},
		{"DELETE", "/v1/cluster/nodes/9", ``, 404, "there is no such document"},
		{"PUT", "/v3/network/status", `{}`, 404, "there is no such document: GET / lists all that there are"},
		{"POST", iconPath, `{}`, 405, "POST is not supported, only GET, PUT, PATCH and DELETE"},
		{"POST", "/errors", `[]`, 405, "POST is not supported, only GET, PUT and DELETE"},
		{"PUT", "/errors", `{"request":"GET /*"}`, 400, "expected a list of errors"},
		{"PUT", "/errors", `[{"request":"GET /*","stauts":503}]`, 400, `"stauts"`},
		{"PUT", "/errors", `[{"status":503}]`, 400, `request: expected a method or *, a space and a path, such as "GET /v2/*", got ""`},
		{"PUT", "/errors", `[{"request":"GET /*","status":5030}]`, 400, "status: expected an HTTP status from 200 to 599, got 5030"},
		{"PUT", "/errors", `[{"request":"GET /*","delay":5}]`, 400, `5 is no duration: write "5s" or "1m30s"`},
		{"PUT", "/errors", `[{"request":"GET /*","delay":"-1s"}]`, 400, `"-1s" is no duration`},
		{"PUT", iconPath, strings.Repeat(" ", 2<<20), 400, "too large"},
	} {
		control(t, s, test.method, test.path, test.body).expect(t, test.status, test.want)
	}
	get(t, s, iconPath).expect(t, http.StatusOK, `{"state":"Healthy"}`)
	if after := control(t, s, http.MethodGet, "/v3/network/status", "").body; after != before {
		t.Errorf("got %s", after)
	}
}

func TestInjectedErrorsOfTheControl(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	written := `[{"request":"GET /client/v4/*","times":1,"shown":0,"status":429,"headers":{"Retry-After":"5"},"body":"no","delay":"1ms","drip":"1ms"},{"request":"* /*","shown":0,"hang":true}]`
	control(t, s, http.MethodPut, "/errors", written).expect(t, http.StatusNoContent, "")
	control(t, s, http.MethodGet, "/errors", "").expect(t, http.StatusOK, written)
	got := get(t, s, iconPath)
	got.expect(t, http.StatusTooManyRequests, "no")
	if got.header.Get("Retry-After") != "5" {
		t.Errorf("got %v", got.header)
	}
	control(t, s, http.MethodGet, "/errors", "").expect(t, http.StatusOK, `"times":1,"shown":1`)
	control(t, s, http.MethodDelete, "/errors", "").expect(t, http.StatusNoContent, "")
	control(t, s, http.MethodGet, "/errors", "").expect(t, http.StatusOK, "[]")
	get(t, s, iconPath).expect(t, http.StatusOK, "")
}
