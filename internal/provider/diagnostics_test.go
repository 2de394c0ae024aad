// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What a user sees of settings, arguments and faults is tested over the protocol
// (config_test.go, document_test.go, fault_test.go). This is the rest.

func said(summary string, paragraphs ...string) string {
	return summary + "\n" + strings.Join(paragraphs, "\n\n")
}

func text(d diag.Diagnostic) string {
	return d.Summary() + "\n" + d.Detail()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUnmetExpectations(t *testing.T) {
	t.Parallel()
	answered := transport.Exchange{Method: "GET", URL: "https://q:8000/v2/network/interfaces/1/status/2", Status: 200, Attempts: 1}
	down, mtu, speed := "DOWN", int64(1500), int64(50000)
	pending, unavailable, cut := qumulo.UpdateStatusChangesPending, qumulo.UpdateStatusUnavailable, qumulo.CableStatusDisconnected
	most := qumulo.Expectation{
		UpdateStatus: []string{"CHANGES_APPLIED"}, CableStatus: []string{"CONNECTED"}, InterfaceStatus: []string{"UP", "DORMANT"},
		MinSpeed: new(int64), MinMTU: new(int64),
	}
	*most.MinSpeed, *most.MinMTU = 100000, 9000
	all := most.Faults(&qumulo.NetworkInterfaceStatus{
		UpdateStatus:     &pending,
		InterfaceDetails: &qumulo.InterfaceDetails{CableStatus: &cut, InterfaceStatus: &down, Speed: &speed},
		InterfaceStatus:  &qumulo.InterfaceStatus{MTU: &mtu},
	})
	none := most.Faults(&qumulo.NetworkInterfaceStatus{})
	settling := qumulo.Expectation{UpdateStatus: []string{"CHANGES_APPLIED"}}.Faults(&qumulo.NetworkInterfaceStatus{UpdateStatus: &unavailable})
	const (
		object  = "network interface 1 on node 2"
		request = "Request: GET https://q:8000/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."
		summary = "Network interface 1 on node 2 is not as expected"
		applied = "  - The node could not be asked: check that it is powered on and in the cluster's quorum."
		refused = "Request: GET https://example.com/, no HTTP status, 1 attempt."
	)
	terms := qumuloTerms("qumulo.token of the provider's configuration")
	for name, test := range map[string]struct {
		unmet unmetError
		want  string
	}{
		"everything": {
			unmetError{faults: all, exchange: answered, looks: 1, waited: 12345 * time.Microsecond},
			said(summary, summary+":",
				"  - interface_details.cable_status is \"DISCONNECTED\", expected \"CONNECTED\".\n"+
					"  - interface_details.interface_status is \"DOWN\", expected \"UP\" or \"DORMANT\".\n"+
					"  - interface_details.speed is 50000 Mbps, expected at least 100000 Mbps.\n"+
					"  - interface_status.mtu is 1500 bytes, expected at least 9000 bytes.\n"+
					"  - update_status is \"CHANGES_PENDING\", expected \"CHANGES_APPLIED\".",
				"Looked once, for 12ms.",
				"What to check next:",
				"  - Check the cable, the transceivers and the switch port.\n"+
					"  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - The node is still applying a network change: wait until it has, or look for what holds it up.",
				request),
		},
		"nothing that the service says": {
			unmetError{faults: none, exchange: answered, looks: 4, waited: 7*time.Second + 300*time.Millisecond},
			said(summary, summary+":",
				"  - interface_details.cable_status is null, expected \"CONNECTED\".\n"+
					"  - interface_details.interface_status is null, expected \"UP\" or \"DORMANT\".\n"+
					"  - interface_details.speed is null, expected at least 100000 Mbps.\n"+
					"  - interface_status.mtu is null, expected at least 9000 bytes.\n"+
					"  - update_status is null, expected \"CHANGES_APPLIED\".",
				"Looked 4 times in 7s.",
				"What to check next:",
				"  - Check the cable, the transceivers and the switch port.\n"+
					"  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - Check whether the node has applied the last network change and can be reached.",
				request),
		},
		"and then a failure": {
			unmetError{faults: settling, exchange: answered, looks: 9, waited: 2 * time.Minute, last: failed(errors.New("connection refused"))},
			said(summary, summary+":", "  - update_status is \"UNAVAILABLE\", expected \"CHANGES_APPLIED\".",
				"Looked 9 times in 2m0s. The last look failed: Qumulo can't be reached. Network interface 1 on node 2 could not be read: connection refused. Check qumulo.host and qumulo.port, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).",
				"What to check next:", applied, refused),
		},
		"and then no answer": {
			unmetError{faults: settling, exchange: answered, looks: 2, waited: 7 * time.Second, last: failed(context.DeadlineExceeded)},
			said(summary, summary+":", "  - update_status is \"UNAVAILABLE\", expected \"CHANGES_APPLIED\".",
				"Looked 2 times in 7s. The last look had no answer yet when the time was up.", "What to check next:", applied, refused),
		},
		"and then cancelled": {
			unmetError{faults: settling, exchange: answered, looks: 2, waited: 5 * time.Second, last: context.Canceled},
			said(summary, summary+":", "  - update_status is \"UNAVAILABLE\", expected \"CHANGES_APPLIED\".",
				"Looked 2 times in 5s. Then the read was cancelled.", "What to check next:", applied, request),
		},
		"no look succeeded": {
			unmetError{looks: 3, waited: 7 * time.Second, last: failed(&transport.StatusError{Status: 503, Excerpt: "busy"})},
			said("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 503 Service Unavailable, with a body that begins: busy",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Looked 3 times in 7s.", refused),
		},
		"no look was answered": {
			unmetError{looks: 1, waited: 7 * time.Second, last: failed(context.DeadlineExceeded)},
			said("Out of time",
				"Network interface 1 on node 2 could not be read: no answer had come when the time set in timeouts was up. Check qumulo.host and qumulo.port and the network in between, or set a longer time.",
				"Looked once, for 7s.", refused),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, text(terms.failure(object, &test.unmet)), test.want)
		})
	}
}

func TestUnmetInterconnects(t *testing.T) {
	t.Parallel()
	terms := cloudflareTerms("cloudflare.api_token of the provider's configuration")
	exchange := transport.Exchange{Method: "GET", URL: "https://c/x", Status: 200, Attempts: 1, RequestID: "ray-1"}
	reason := "No \"light\""
	for state, advice := range map[string]string{
		"Pending":   "The cross-connect has never come up: check that it is ordered and patched, that the optics match, and that light arrives on both ends.",
		"Down":      "Check the cross-connect, the optics and the port on your side.",
		"Unhealthy": "An established LACP session was lost: check LACP on your router, errors and light levels on the port, and announced maintenance.",
		"Elsewhere": "Check the interconnect in Cloudflare's dashboard.",
	} {
		for _, given := range []*string{nil, &reason} {
			faults := cloudflare.Healthy().Faults(&cloudflare.InterconnectStatus{State: &state, Reason: given})
			why := " Cloudflare gives no reason."
			if given != nil {
				why = ` Cloudflare's reason: "No \"light\""`
			}
			got := text(terms.failure(`interconnect "i" of account "a"`, &unmetError{faults: faults, exchange: exchange, looks: 1, waited: time.Second}))
			same(t, got, said(`Interconnect "i" of account "a" is not as expected`,
				`Interconnect "i" of account "a" is not as expected:`,
				`  - state is "`+state+`", expected "Healthy".`+why, "Looked once, for 1s.", "What to check next:", "  - "+advice,
				"Request: GET https://c/x, HTTP status 200, 1 attempt, cf-ray ray-1."))
		}
	}
}

func TestRarerFailures(t *testing.T) {
	t.Parallel()
	const (
		could = "Interconnect \"i\" could not be read: "
		line  = "Request: GET https://example.com/, no HTTP status, 1 attempt."
	)
	terms := cloudflareTerms("x")
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"cancelled before a request": {context.Canceled, said("Read cancelled", could+"it was cancelled.", "No request was answered.")},
		"a plain port": {
			failed(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}),
			said("Cloudflare does not speak TLS", could+"tls: first record does not look like a TLS handshake. Check cloudflare.base_url: something else than the API, or the API without TLS, answers there.", line),
		},
		"a refused handshake": {
			failed(&net.OpError{Op: "remote error", Err: tls.AlertError(116)}),
			said("Cloudflare refuses the TLS connection", could+"remote error: tls: certificate required. Check cloudflare.base_url, and whether something in between asks for a client's certificate.", line),
		},
		"cancelled after a failure": {
			failed(&transport.CutShortError{Cause: context.Canceled, Last: errors.New("x")}), said("Read cancelled", could+"it was cancelled.", line),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, text(terms.failure(`interconnect "i"`, test.err)), test.want)
		})
	}
	same(t, text(wrongProviderData(5)), said("Unexpected provider data", "Expected *services, got int. This is a bug in the provider: please report it."))
	same(t, text(wrongModel(errors.New("a chan is no value"))), said("Model and schema differ", "A chan is no value. This is a bug in the provider: please report it."))
	if _, diags := servicesFrom(5); !diags.HasError() {
		t.Error("data of another provider were taken")
	}
	if services, diags := servicesFrom(nil); services != nil || diags != nil {
		t.Error("validation has no services")
	}
}
