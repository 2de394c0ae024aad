// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const listPath = "/client/v4/accounts/" + simulator.AccountID + "/cni/interconnects"

func TestInterconnectStatus(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	for _, icon := range []string{"icon", "a/b", "a b", "ü-☃", "%2F", "a?b#c", "..", `"`, "a+b", "status"} {
		document := " {\"state\" : " + strconv.Quote(icon) + "}\n"
		s.SetInterconnectStatus("account/1", icon, document)
		path := "/client/v4/accounts/account%2F1/cni/interconnects/" + url.PathEscape(icon) + "/status"
		if got := get(t, client, cloudflareURL(s, path)); got.status != http.StatusOK || got.body != document {
			t.Errorf("%q: got %d %q", icon, got.status, got.body)
		}
	}
}

func TestCloudflareRoutesAreExact(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.SetInterconnectStatus(simulator.AccountID, "a/b", `{"state":"Healthy"}`)
	for _, path := range []string{
		"/client/v4/",
		"/client/v4/accounts",
		"/client/v4/accounts/" + simulator.AccountID,
		"/client/v4/accounts/" + simulator.AccountID + "/cni/cnis",
		"/client/v4/accounts/" + simulator.AccountID + "/cni/slots/icon-1/status",
		"/client/v4/accounts/other/cni/interconnects",
		"/client/v4/accounts/other/cni/interconnects/icon-1/status",
		"/client/v4//accounts/" + simulator.AccountID + "/cni/interconnects/icon-1/status",
		"/client/v4/accounts/../accounts/" + simulator.AccountID + "/cni/interconnects/icon-1/status",
		listPath + "/",
		listPath + "/icon-1",
		listPath + "/icon-1/status/",
		listPath + "/icon-1/loa",
		listPath + "/icon-2/status",
		listPath + "/x/../icon-1/status",
		listPath + "//status",
		listPath + "/a/b/status",
	} {
		answered := get(t, client, cloudflareURL(s, path))

		var failure struct {
			Success *bool
			Errors  []struct {
				Code    int
				Message string
			}
			Messages []string
			Result   any
		}
		if err := json.Unmarshal([]byte(answered.body), &failure); err != nil || answered.status != http.StatusNotFound ||
			failure.Success == nil || *failure.Success || len(failure.Errors) != 1 || failure.Errors[0].Code == 0 ||
			failure.Errors[0].Message == "" || failure.Messages == nil || failure.Result != nil {
			t.Errorf("%s: %d %q is no 404 of Cloudflare's: %v", path, answered.status, answered.body, err)
		}
	}

	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		send(t, client, newRequest(t, method, cloudflareURL(s, iconPath), "")).expect(t, http.StatusNotFound, `"code":7003`)
	}
}

func TestCloudflareCredentials(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	for _, test := range []struct {
		authorization, key, email string
		status                    int
	}{
		{"Bearer " + simulator.APIToken, "", "", http.StatusOK},
		{"", simulator.APIKey, simulator.Email, http.StatusOK},
		{"", simulator.APIKey, "", http.StatusForbidden},
		{"", "", simulator.Email, http.StatusForbidden},
		{"", "wrong", simulator.Email, http.StatusForbidden},
		{"", simulator.APIKey, "other@example.com", http.StatusForbidden},
		{"Bearer wrong", simulator.APIKey, simulator.Email, http.StatusForbidden},
		{simulator.APIToken, "", "", http.StatusForbidden},
		{"", "", "", http.StatusForbidden},
	} {
		request := newRequest(t, http.MethodGet, cloudflareURL(s, iconPath), "")
		request.Header.Del("Authorization")
		for name, value := range map[string]string{
			"Authorization": test.authorization, "X-Auth-Key": test.key, "X-Auth-Email": test.email,
		} {
			if value != "" {
				request.Header.Set(name, value)
			}
		}

		part := `"Healthy"`
		if test.status == http.StatusForbidden {
			part = `{"code":10000,"message":"Authentication error"}`
		}
		send(t, client, request).expect(t, test.status, part)
	}
}

func TestRayIDs(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.Fault("GET "+iconPath, simulator.Fault{}, simulator.Fault{Status: http.StatusServiceUnavailable})

	form := regexp.MustCompile(`^[0-9a-f]{16}-SIM$`)
	seen := make(map[string]bool)
	for _, path := range []string{iconPath, iconPath, "/client/v4/other"} {
		ray := get(t, client, cloudflareURL(s, path)).header.Get("cf-ray")
		if !form.MatchString(ray) || seen[ray] {
			t.Errorf("%s was answered with the ray %q", path, ray)
		}
		seen[ray] = true
	}

	if got := get(t, client, qumuloURL(s, statusPath)).header; got.Get("cf-ray") != "" {
		t.Errorf("Qumulo answered with %v", got)
	}
}

func TestInterconnectPages(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.SetInterconnects(simulator.AccountID, `{"items":[1],"next":1}`, `{"items" : [2]}`)
	get(t, client, cloudflareURL(s, listPath)).expect(t, http.StatusOK, `{"items":[1],"next":1}`)
	get(t, client, cloudflareURL(s, listPath+"?cursor=1&site=x")).expect(t, http.StatusOK, `{"items" : [2]}`)
	for _, query := range []string{"cursor=2", "cursor=-1", "cursor=x", "limit=-1", "limit=x"} {
		get(t, client, cloudflareURL(s, listPath+"?"+query)).expect(t, http.StatusBadRequest, `"success":false`)
	}
}

func TestInterconnectItems(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	get(t, client, cloudflareURL(s, listPath)).expect(t, http.StatusOK, `{"items":[],"next":null}`)

	var items, all []string
	for i := range 60 {
		name := strconv.Itoa(i)
		site := []string{"fra", "ams"}[i%2]
		kind := []string{"direct", "gcp_partner"}[i/30]
		items = append(items, `{"name":"`+name+`","site":"`+site+`","type":"`+kind+`"}`)
		all = append(all, name)
	}
	s.SetInterconnectItems(simulator.AccountID, items...)

	var even, half []string
	for i := 0; i < 60; i += 2 {
		even = append(even, all[i])
	}
	for i := 31; i < 60; i += 2 {
		half = append(half, all[i])
	}

	for _, test := range []struct {
		query string
		want  []string
		pages int
	}{
		{"", all, 3},
		{"limit=0", all, 3},
		{"limit=30", all, 2},
		{"limit=1000", all, 1},
		{"limit=1&site=fra", even, 30},
		{"limit=10&site=ams&type=gcp_partner", half, 2},
		{"site=lhr", nil, 1},
		{"type=physical", nil, 1},
		{"site=fra&type=unknown", nil, 1},
	} {
		got, pages := names(t, client, cloudflareURL(s, listPath+"?"+test.query))
		if !slices.Equal(got, test.want) || pages != test.pages {
			t.Errorf("%s: got %q on %d pages, want %q on %d", test.query, got, pages, test.want, test.pages)
		}
	}

	get(t, client, cloudflareURL(s, listPath+"?cursor=9223372036854775807&limit=9223372036854775807")).
		expect(t, http.StatusOK, `{"items":[],"next":null}`)
}

// names follows a list to its end, and returns the names on it and the number
// of its pages.
func names(t *testing.T, client *http.Client, list string) (names []string, pages int) {
	t.Helper()
	for cursor := ""; pages < 100; {
		var page struct {
			Items []struct{ Name string }
			Next  *int
		}
		answered := get(t, client, list+cursor)
		if err := json.Unmarshal([]byte(answered.body), &page); err != nil || answered.status != http.StatusOK {
			t.Fatalf("got %d %q: %v", answered.status, answered.body, err)
		}

		pages++
		for _, item := range page.Items {
			names = append(names, item.Name)
		}
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + strconv.Itoa(*page.Next)
	}
	return names, pages
}

func TestAddAndRemoveInterconnects(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	icons := make([]string, 300)
	for i := range icons {
		icons[i] = "fleet-" + strconv.Itoa(i)
	}
	s.AddInterconnects(simulator.AccountID, `{"state":"Pending"}`, icons...)
	s.SetInterconnectStatus(simulator.AccountID, "fleet-299", `{"state":"Down"}`)
	get(t, client, cloudflareURL(s, listPath+"/fleet-0/status")).expect(t, http.StatusOK, "Pending")
	get(t, client, cloudflareURL(s, listPath+"/fleet-299/status")).expect(t, http.StatusOK, "Down")
	if got, _ := names(t, client, cloudflareURL(s, listPath+"?limit=100")); len(got) != 306 || got[305] != "fleet-299" {
		t.Errorf("the list has %q", got)
	}
	get(t, client, cloudflareURL(s, listPath+"?limit=1")).expect(t, http.StatusOK, `"slot_id":"0d6f2b1e-4c3a-4f58-9e7b-000000000001"`)
	s.RemoveInterconnect(simulator.AccountID, "fleet-0")
	s.RemoveInterconnect(simulator.AccountID, "no such interconnect")
	get(t, client, cloudflareURL(s, listPath+"/fleet-0/status")).expect(t, http.StatusNotFound, `"code":10404`)
	if got, _ := names(t, client, cloudflareURL(s, listPath+"?limit=100")); len(got) != 305 || slices.Contains(got, "fleet-0") {
		t.Errorf("the list has %q", got)
	}
}

func TestUnknownAccount(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	const path = "/client/v4/accounts/other/cni/interconnects"
	for _, path := range []string{path, path + "/icon-1/status"} {
		get(t, newClient(t, s), cloudflareURL(s, path)).expect(t, http.StatusNotFound,
			`{"code":7003,"message":"Could not route to `+path+`, perhaps your object identifier is invalid?"}`)
	}
}
