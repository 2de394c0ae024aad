// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/cloudflare/cloudflare-go/v7/network_interconnects"
	"github.com/cloudflare/cloudflare-go/v7/option"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// sdk returns the official client of a simulator.
func sdk(t *testing.T, s *simulator.Simulator, credentials ...option.RequestOption) *network_interconnects.InterconnectService {
	t.Helper()
	return network_interconnects.NewInterconnectService(append([]option.RequestOption{
		option.WithBaseURL(s.CloudflareURL()),
		option.WithHTTPClient(newClient(t, s)),
		option.WithMaxRetries(0),
	}, credentials...)...)
}

// sdkStatus reads a status with the official client.
func sdkStatus(
	t *testing.T, service *network_interconnects.InterconnectService, accountID, icon string,
) (*network_interconnects.InterconnectStatusResponse, error) {
	t.Helper()
	var params network_interconnects.InterconnectStatusParams
	params.AccountID.Value, params.AccountID.Present = accountID, true
	return service.Status(t.Context(), icon, params)
}

func TestSDKReadsStates(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	token := sdk(t, s, option.WithAPIToken(simulator.APIToken))
	key := sdk(t, s, option.WithAPIKey(simulator.APIKey), option.WithAPIEmail(simulator.Email))
	for _, service := range []*network_interconnects.InterconnectService{token, key} {
		for _, test := range []struct {
			account, icon string
			want          network_interconnects.InterconnectStatusResponseUnion
		}{
			{simulator.AccountID, "icon-fra-1", network_interconnects.InterconnectStatusResponseHealthy{}},
			{simulator.AccountID, "icon-fra-2", network_interconnects.InterconnectStatusResponseHealthy{}},
			{simulator.AccountID, "icon-ams-1", network_interconnects.InterconnectStatusResponseDown{}},
			{simulator.AccountID, "icon-ams-2", network_interconnects.InterconnectStatusResponseUnhealthy{}},
			{simulator.AccountID, "icon-lhr-1", network_interconnects.InterconnectStatusResponsePending{}},
			{simulator.OtherAccountID, "icon-nyc-1", network_interconnects.InterconnectStatusResponseHealthy{}},
		} {
			got, err := sdkStatus(t, service, test.account, test.icon)
			if err != nil {
				t.Fatalf("%s: %v", test.icon, err)
			}
			expectState(t, test.icon, got, test.want)
		}
	}
}

// expectState compares the type of a status, its state and whether it has a reason.
func expectState(
	t *testing.T, icon string,
	got *network_interconnects.InterconnectStatusResponse, want network_interconnects.InterconnectStatusResponseUnion,
) {
	t.Helper()
	var state network_interconnects.InterconnectStatusResponseState
	var same, reason bool
	switch want.(type) {
	case network_interconnects.InterconnectStatusResponsePending:
		_, same = got.AsUnion().(network_interconnects.InterconnectStatusResponsePending)
		state = network_interconnects.InterconnectStatusResponseStatePending
	case network_interconnects.InterconnectStatusResponseDown:
		_, same = got.AsUnion().(network_interconnects.InterconnectStatusResponseDown)
		state, reason = network_interconnects.InterconnectStatusResponseStateDown, true
	case network_interconnects.InterconnectStatusResponseUnhealthy:
		_, same = got.AsUnion().(network_interconnects.InterconnectStatusResponseUnhealthy)
		state, reason = network_interconnects.InterconnectStatusResponseStateUnhealthy, true
	case network_interconnects.InterconnectStatusResponseHealthy:
		_, same = got.AsUnion().(network_interconnects.InterconnectStatusResponseHealthy)
		state = network_interconnects.InterconnectStatusResponseStateHealthy
	}

	if !same || got.State != state || (got.Reason != "") != reason {
		t.Errorf("%s: got %T %s with the reason %q", icon, got.AsUnion(), got.State, got.Reason)
	}
}

func TestSDKReadsPages(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	service := sdk(t, s, option.WithAPIToken(simulator.APIToken))
	var params network_interconnects.InterconnectListParams
	params.AccountID.Value, params.AccountID.Present = simulator.AccountID, true
	params.Limit.Value, params.Limit.Present = 4, true

	var items []network_interconnects.InterconnectListResponseItem
	for range 2 {
		page, err := service.List(t.Context(), params)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
		params.Cursor.Value, params.Cursor.Present = page.Next, true
	}
	if params.Cursor.Value != 0 {
		t.Errorf("the second of two pages has the next %d", params.Cursor.Value)
	}

	want := []struct{ name, site, region string }{
		{"icon-fra-1", "fra", ""},
		{"icon-fra-2", "fra", ""},
		{"icon-ams-1", "ams", ""},
		{"icon-ams-2", "ams", ""},
		{"icon-lhr-1", "lhr", ""},
		{"icon-gcp-1", "", "europe-west3"},
	}
	if len(items) != len(want) {
		t.Fatalf("the pages have %d items", len(items))
	}
	for i, item := range items {
		if item.Name != want[i].name || item.Site != want[i].site || item.Region != want[i].region ||
			item.Account != simulator.AccountID || item.VirtualPortReservationID == "" || item.Speed == "" {
			t.Errorf("item %d is %s", i, item.JSON.RawJSON())
		}
		physical, ok := item.AsUnion().(network_interconnects.InterconnectListResponseItemsNscInterconnectPhysicalBody)
		if isPhysical := want[i].site != ""; ok != isPhysical || ok && (physical.SlotID == "" || physical.Facility.Name == "") {
			t.Errorf("item %d is a %T", i, item.AsUnion())
		}
		if _, err := sdkStatus(t, service, simulator.AccountID, item.Name); err != nil {
			t.Errorf("item %d has no status: %v", i, err)
		}
	}

	params = network_interconnects.InterconnectListParams{AccountID: params.AccountID}
	params.Site.Value, params.Site.Present = "ams", true
	page, err := service.List(t.Context(), params)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 2 || page.Items[0].Name != "icon-ams-1" || page.Next != 0 {
		t.Errorf("site ams has %s", page.JSON.RawJSON())
	}
}

func TestSDKReadsOne(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	service := sdk(t, s, option.WithAPIToken(simulator.APIToken))
	var params network_interconnects.InterconnectGetParams
	params.AccountID.Value, params.AccountID.Present = simulator.AccountID, true
	got, err := service.Get(t.Context(), "icon-ams-1", params)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "icon-ams-1" || got.Site != "ams" || got.Account != simulator.AccountID || got.SlotID == "" {
		t.Errorf("got %s", got.JSON.RawJSON())
	}
	_, err = service.Get(t.Context(), "icon-fra-3", params)
	expectError(t, err, http.StatusNotFound, 10404)
	if err == nil || !strings.Contains(err.Error(), "There is no interconnect icon-fra-3.") {
		t.Errorf("got %v", err)
	}
}

func TestSDKReadsErrors(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	_, err := sdkStatus(t, sdk(t, s, option.WithAPIToken("wrong")), simulator.AccountID, "icon-fra-1")
	expectError(t, err, http.StatusForbidden, 10000)
	_, err = sdkStatus(t, sdk(t, s, option.WithAPIToken(simulator.APIToken)), simulator.AccountID, "icon-fra-3")
	expectError(t, err, http.StatusNotFound, 10404)
}

// expectError compares the status and the code of the official client's error.
func expectError(t *testing.T, err error, status int, code int64) {
	t.Helper()
	failure, ok := errors.AsType[*network_interconnects.Error](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	if failure.StatusCode != status || len(failure.Errors) != 1 || failure.Errors[0].Code != code {
		t.Errorf("got %d %+v, want %d and the code %d", failure.StatusCode, failure.Errors, status, code)
	}
}
