// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What a user sees of settings, arguments and faults is tested over the protocol
// (config_test.go, document_test.go, fault_test.go). This is the rest.

func said(summary string, paragraphs ...string) string {
	return summary + "\n" + strings.Join(paragraphs, "\n\n")
}

// text is a message as tests compare it.
func text(d diag.Diagnostic) string {
	return Compared(d.Summary(), d.Detail(), d.Severity() == diag.SeverityError)
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func qumuloText(t *testing.T) gate.Service {
	t.Helper()
	service, diags := request{clients: clientsOf(map[string]string{"QUMULO_HOST": "q", "QUMULO_TOKEN": "secret-token"})}.qumulo()
	if diags.HasError() {
		t.Fatal(diags)
	}
	return service.Service
}

func cloudflareText(t *testing.T) gate.Service {
	t.Helper()
	service, _, diags := request{clients: clientsOf(map[string]string{"CLOUDFLARE_API_TOKEN": "secret-token", "CLOUDFLARE_ACCOUNT_ID": "a"})}.cloudflare()
	if diags.HasError() {
		t.Fatal(diags)
	}
	return service.Service
}

// explained is what a user reads of a failure.
func explained(service gate.Service, object gate.Target, err error) diag.Diagnostic {
	return failure(service.Explain(object, err))
}

var (
	errUnavailable = failedWith(503, transport.KindStatus, "503 Service Unavailable")

	answered = transport.RequestInfo{Method: "GET", URL: "https://example.com/", Status: 200, Attempts: 1}
)

// failedWith returns an error as the clients report it.
func failedWith(status int, kind transport.Kind, text string) *transport.Error {
	return transport.NewError(transport.RequestInfo{Method: "GET", URL: "https://example.com/", Attempts: 1, Status: status}, kind, text)
}

// unanswered returns the end of a context, as the clients report it.
func unanswered(err error) *transport.Error {
	failure := failedWith(0, transport.KindInterrupted, "")
	failure.Err = err
	return failure
}

// isUp expects an object to be up.
func isUp(seen string) []expect.Mismatch {
	c := expect.Comparison{}
	c.OneOf("state", []string{"up"}, &seen, "Turn it on.")
	return c.Mismatches
}

func seenAs(name string, seen any) gate.Element {
	if err, ok := seen.(error); ok {
		return gate.Element{Object: name, Err: err}
	}
	state, _ := seen.(string)
	return gate.Element{Object: name, Mismatches: isUp(state), Info: answered}
}

func TestUnmetExpectations(t *testing.T) {
	t.Parallel()
	info := transport.RequestInfo{Method: "GET", URL: "https://q:8000/v2/network/interfaces/1/status/2", Status: 200, Attempts: 1}
	down, mtu, speed := "DOWN", int64(1500), int64(50000)
	pending, unavailable, cut := "CHANGES_PENDING", "UNAVAILABLE", "DISCONNECTED"
	most := qumulo.Expectation{
		UpdateStatus: []string{"CHANGES_APPLIED"}, CableStatus: []string{"CONNECTED"}, InterfaceStatus: []string{"UP", "DORMANT"},
		MinSpeed: new(int64), MinMTU: new(int64),
	}
	*most.MinSpeed, *most.MinMTU = 100000, 9000
	seen := func(mismatches []expect.Mismatch) []gate.Element {
		return []gate.Element{{Object: "network interface 1 on node 2", Mismatches: mismatches, Info: info}}
	}
	all := seen(most.Mismatches(&qumulo.NetworkInterfaceStatus{
		UpdateStatus:     &pending,
		InterfaceDetails: &qumulo.InterfaceDetails{CableStatus: &cut, InterfaceStatus: &down, Speed: &speed},
		InterfaceStatus:  &qumulo.InterfaceStatus{MTU: &mtu},
	}, nil))
	none := seen(most.Mismatches(&qumulo.NetworkInterfaceStatus{}, nil))
	settling := seen(qumulo.Expectation{UpdateStatus: []string{"CHANGES_APPLIED"}}.Mismatches(&qumulo.NetworkInterfaceStatus{UpdateStatus: &unavailable}, nil))
	fine := seen(nil)
	stable := gate.Requirement{Expects: true, StableFor: time.Minute}
	const (
		request  = "Request: GET https://q:8000/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."
		summary  = "Network interface 1 on node 2 is not as expected"
		unstable = "Network interface 1 on node 2 is not stable"
		applied  = "What to check next:\n  - The node could not be asked: check that it is powered on and in the cluster's quorum."
		update   = "update_status is \"UNAVAILABLE\", expected \"CHANGES_APPLIED\"."
		refused  = "Request: GET https://example.com/, no HTTP status, 1 attempt."
		then     = refused
		busy     = "Request: GET https://example.com/, HTTP status 503, 1 attempt."
	)
	service := qumuloText(t)
	object := gate.Target{Name: "network interface 1 on node 2", NotFound: noInterfaceAdvice}
	for name, test := range map[string]struct {
		unmet gate.UnmetError
		want  string
	}{
		"everything": {
			gate.UnmetError{Elements: all, Polls: 1, Waited: 12345 * time.Microsecond},
			said(summary,
				"interface_details.cable_status is \"DISCONNECTED\", expected \"CONNECTED\".\n"+
					"interface_details.interface_status is \"DOWN\", expected \"UP\" or \"DORMANT\".\n"+
					"interface_details.speed is 50000 Mbps, expected at least 100000 Mbps.\n"+
					"interface_status.mtu is 1500 bytes, expected at least 9000 bytes.\n"+
					"update_status is \"CHANGES_PENDING\", expected \"CHANGES_APPLIED\".",
				"What to check next:\n"+
					"  - Check the cable, the transceivers and the switch port.\n"+
					"  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - A bond that has lost a member stays UP and CONNECTED, and only its speed falls: check each member's cable and the speed negotiated with the switch.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - The node is still applying a network change: wait until it has, or look for what holds it up.",
				"Checked once, in 12ms.",
				request),
		},
		"nothing that the service says": {
			gate.UnmetError{Elements: none, Polls: 4, Waited: 7*time.Second + 300*time.Millisecond},
			said(summary,
				"interface_details.cable_status is null, expected \"CONNECTED\".\n"+
					"interface_details.interface_status is null, expected \"UP\" or \"DORMANT\".\n"+
					"interface_details.speed is null, expected at least 100000 Mbps.\n"+
					"interface_status.mtu is null, expected at least 9000 bytes.\n"+
					"update_status is null, expected \"CHANGES_APPLIED\".",
				"What to check next:\n"+
					"  - Check the cable, the transceivers and the switch port.\n"+
					"  - Check that the switch port is enabled, that LACP or the bond's members agree on both ends, and that the node is running.\n"+
					"  - The cluster reports no speed for this interface, which is usual on cloud instances (leave min_speed out there), or a port that is down.\n"+
					"  - Check the MTU in the cluster's network configuration and on the switch.\n"+
					"  - Check whether the node has applied the last network change and can be reached.",
				"Checked 4 times in 7s.",
				request),
		},
		"and then a failure": {
			gate.UnmetError{Elements: settling, Polls: 9, Waited: 2 * time.Minute, Last: failedWith(0, transport.KindConnection, "connection refused")},
			said(summary, update, applied,
				"Checked 9 times in 2m0s. The last check failed: Qumulo can't be reached. Network interface 1 on node 2 could not be read: connection refused. Check qumulo.host and qumulo.port, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).",
				then),
		},
		"and then no answer": {
			gate.UnmetError{Elements: settling, Polls: 2, Waited: 7 * time.Second, Last: unanswered(context.DeadlineExceeded)},
			said(summary, update, applied, "Checked 2 times in 7s. The last check was still unanswered at the deadline.", then),
		},
		"and then cancelled": {
			gate.UnmetError{Elements: settling, Polls: 2, Waited: 5 * time.Second, Cancelled: context.Canceled},
			said(summary, update, applied, "Checked 2 times in 5s. Then the read was cancelled.", request),
		},
		"no poll succeeded": {
			gate.UnmetError{Polls: 3, Waited: 7 * time.Second, Last: failedWith(503, transport.KindStatus, "503 Service Unavailable, with a body that begins: busy")},
			said("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 503 Service Unavailable, with a body that begins: busy",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Checked 3 times in 7s.", busy),
		},
		"no poll was answered": {
			gate.UnmetError{Polls: 1, Waited: 7 * time.Second, Last: unanswered(context.DeadlineExceeded)},
			said("Timed out",
				"Network interface 1 on node 2 could not be read: no answer had come when the time set in timeouts was up. Check qumulo.host and qumulo.port and the network in between, or set a longer time.",
				"Checked once, in 7s.", refused),
		},
		"it does not exist": {
			gate.UnmetError{Elements: stable.Missing(gate.Target{Name: "network interface 1 on node 2"}, &transport.Error{RequestInfo: info}), Polls: 3, Waited: 7 * time.Second},
			said(summary, "It does not exist.",
				"What to check next:\n  - Check its id, or wait for it to come into being with timeouts.", "Checked 3 times in 7s.", request),
		},
		"it is not stable yet": {
			gate.UnmetError{Requirement: stable, Elements: fine, Polls: 9, Waited: 40 * time.Second, Holds: true, Held: 39600 * time.Millisecond},
			said(unstable, "The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 40s.", "Checked 9 times in 40s.", request),
		},
		"it is not stable": {
			gate.UnmetError{Requirement: stable, Elements: fine, Polls: 20, Waited: 90 * time.Second, Holds: true, Held: 30 * time.Second, Between: all},
			said(unstable, "The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 30s. "+
				"In between: interface_details.cable_status is \"DISCONNECTED\", expected \"CONNECTED\".", "Checked 20 times in 1m30s.", request),
		},
		"it is not stable, and then cancelled": {
			gate.UnmetError{Requirement: stable, Elements: fine, Polls: 2, Waited: 2 * time.Second, Holds: true, Cancelled: context.Canceled},
			said(unstable, "The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 0s.",
				"Checked 2 times in 2s. Then the read was cancelled.", request),
		},
		"it was good, and then bad": {
			gate.UnmetError{Requirement: stable, Elements: settling, Polls: 8, Waited: 35 * time.Second, Held: 30 * time.Second},
			said(summary, update, applied, "Checked 8 times in 35s. The expectation had held for 30s; stable_for asks for 1m0s.", request),
		},
		"it was good, and then failed": {
			gate.UnmetError{Requirement: stable, Elements: fine, Polls: 8, Waited: 35 * time.Second, Held: 30 * time.Second, Last: errUnavailable},
			said(unstable, "The last check failed: Qumulo answered with an error. Network interface 1 on node 2 could not be read. Qumulo answered 503 Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Checked 8 times in 35s. The expectation had held for 30s; stable_for asks for 1m0s.", busy),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, text(explained(service, object, &test.unmet)), test.want)
		})
	}
}

// TestUnmetPlurals lists the elements that aren't good, and no other.
func TestUnmetPlurals(t *testing.T) {
	t.Parallel()
	const advice = "What to check next:\n  - Turn it on."
	service := cloudflareText(t)
	object := gate.Target{Name: "interconnects of account 023e…c353", Elements: "interconnects", TooFew: fewFilteredAdvice, Listed: answered}
	request := transport.RequestInfo{Method: "GET", URL: "https://c/b", Status: 200, Attempts: 1, RequestID: "ray-1"}
	mixed := func(states ...any) []gate.Element {
		elements := make([]gate.Element, len(states))
		for i := range states {
			elements[i] = seenAs(fmt.Sprintf("interconnect \"%c\"", 'a'+i), states[i])
			elements[i].Info = request
		}
		return elements
	}
	many := func(n int) []gate.Element {
		elements := mixed("up", "up")
		for i := range n {
			elements = append(elements, gate.Element{Object: fmt.Sprintf("interconnect \"%d\"", i), Mismatches: isUp("down"), Info: request})
		}
		return elements
	}
	lines := make([]string, gate.MaxListed)
	for i := range lines {
		lines[i] = fmt.Sprintf("interconnect \"%d\": state is \"down\", expected \"up\".", i)
	}
	listed := strings.Join(lines, "\n")
	const line = "Request: GET https://c/b, HTTP status 200, 1 attempt, cf-ray ray-1."
	for name, test := range map[string]struct {
		unmet gate.UnmetError
		want  string
	}{
		"one of three": {
			gate.UnmetError{Elements: mixed("up", "down", "up"), Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: 1 of 3 interconnects not as expected",
				`interconnect "b": state is "down", expected "up".`, advice, "Checked once, in 1s.", line),
		},
		"advice stands once": {
			gate.UnmetError{Elements: mixed("down", "down", "up"), Polls: 3, Waited: 7 * time.Second},
			said("Interconnects of account 023e…c353: 2 of 3 interconnects not as expected",
				"interconnect \"a\": state is \"down\", expected \"up\".\ninterconnect \"b\": state is \"down\", expected \"up\".", advice, "Checked 3 times in 7s.", line),
		},
		"as many as are listed": {
			gate.UnmetError{Elements: many(gate.MaxListed), Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: 20 of 22 interconnects not as expected", listed, advice, "Checked once, in 1s.", line),
		},
		"more than are listed": {
			gate.UnmetError{Elements: many(gate.MaxListed + 5), Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: 25 of 27 interconnects not as expected", listed+"\nand 5 more.", advice, "Checked once, in 1s.", line),
		},
		"one is enough": {
			gate.UnmetError{Requirement: gate.Requirement{MinGood: 1}, Elements: mixed("down", "down"), Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: 0 of 2 interconnects as expected, at least 1 needed",
				"interconnect \"a\": state is \"down\", expected \"up\".\ninterconnect \"b\": state is \"down\", expected \"up\".", advice, "Checked once, in 1s.", line),
		},
		"nothing is there": {
			gate.UnmetError{Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: too few interconnects, 0 of at least 1",
				"Too few interconnects: 0 found, at least 1 expected.",
				"What to check next:\n  - "+fewFilteredAdvice, "Checked once, in 1s.",
				"Request: GET https://example.com/, HTTP status 200, 1 attempt."),
		},
		"too few, and one is bad": {
			gate.UnmetError{Requirement: gate.Requirement{MinCount: 3}, Elements: mixed("down", "up"), Polls: 1, Waited: time.Second},
			said("Interconnects of account 023e…c353: too few interconnects, 2 of at least 3",
				"Too few interconnects: 2 found, at least 3 expected.\ninterconnect \"a\": state is \"down\", expected \"up\".",
				"What to check next:\n  - "+fewFilteredAdvice+"\n  - Turn it on.", "Checked once, in 1s.", line),
		},
		"one can't be read": {
			gate.UnmetError{Elements: mixed("up", errUnavailable), Polls: 2, Waited: 3 * time.Second},
			said("Interconnects of account 023e…c353: 1 of 2 interconnects not as expected",
				`interconnect "b": Cloudflare answered with an error.`, "Checked 2 times in 3s.", line),
		},
		"not stable": {
			gate.UnmetError{
				Requirement: gate.Requirement{StableFor: time.Minute}, Elements: mixed("up", "up"), Between: mixed("up", "down"), Polls: 2, Waited: 3 * time.Second, Holds: true,
			},
			said("Interconnects of account 023e…c353 is not stable",
				`The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 0s. In between: interconnect "b": state is "down", expected "up".`,
				"Checked 2 times in 3s.", line),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, text(explained(service, object, &test.unmet)), test.want)
		})
	}
	// One whose reading fails for good is what the message is about.
	broken := &gate.ElementError{Target: gate.Target{Name: `interconnect "b" of account 023e…c353`, NotFound: noInterconnectAdvice}, Requests: 2, Err: failedWith(404, transport.KindMissing, "404 Not Found")}
	same(t, text(explained(service, object, broken)), said(`Interconnect "b" of account 023e…c353 not found`, "Cloudflare answered 404 Not Found", noInterconnectAdvice,
		"Request: GET https://example.com/, HTTP status 404, 1 attempt."))
	broken.Alike = []string{"c", "d\n"}
	same(t, text(explained(service, object, broken)), said(`Interconnect "b" of account 023e…c353 not found`, "Cloudflare answered 404 Not Found", noInterconnectAdvice,
		`Not found either: "c", "d\n".`, "Request: GET https://example.com/, HTTP status 404, 1 attempt."))
	broken.Unasked = 7
	same(t, text(explained(service, object, broken)), said(`Interconnect "b" of account 023e…c353 not found`, "Cloudflare answered 404 Not Found", noInterconnectAdvice,
		`Not found either: "c", "d\n". 7 more were not asked.`, "Request: GET https://example.com/, HTTP status 404, 1 attempt."))
	broken.Alike, broken.Unasked = nil, 0
	tooLong := failedWith(429, transport.KindWait, "")
	tooLong.Wait, tooLong.Left = time.Minute, time.Second
	broken.Err = tooLong
	same(t, text(explained(service, object, broken)), said("Cloudflare's rate limit: wait required",
		`Interconnect "b" of account 023e…c353 could not be read: Cloudflare asks to wait 1m0s before the next request, longer than the 1s that this read may still take. `+
			"Try again later, or give the read more time with timeouts. One check of all of them takes 2 requests, which the rate limit does not allow in that time.",
		"Request: GET https://example.com/, HTTP status 429, 1 attempt."))
}

// TestLongTexts bounds a message, and keeps its end.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	service := cloudflareText(t)
	state := "Down"
	for _, n := range []int{1, 3, 100} {
		reason := strings.Repeat("é ", 5000)
		elements := make([]gate.Element, n)
		for i := range elements {
			elements[i] = gate.Element{
				Object: fmt.Sprint("interconnect ", i), Info: answered,
				Mismatches: cloudflare.Healthy().Mismatches(&cloudflare.InterconnectStatus{State: &state, Reason: &reason}, service.Quote),
			}
		}
		d := explained(service, gate.Target{Name: "interconnects", Elements: "interconnects"}, &gate.UnmetError{Elements: elements, Polls: 1})
		if length := utf8.RuneCountInString(d.Detail()); length > 4000 ||
			!strings.HasPrefix(d.Detail(), `interconnect 0: state is "Down", expected "Healthy". Cloudflare's reason: "é é`) ||
			!strings.HasSuffix(d.Detail(), "…"+map[bool]string{true: "\nand 80 more."}[n == 100]+"\n\nWhat to check next:\n  - Check the cross-connect, the optics and the port on your side.\n\nChecked once, in 0s.\n\nRequest: GET https://example.com/, HTTP status 200, 1 attempt."+Runbook) {
			t.Errorf("%d characters: %s", length, d.Detail())
		}
	}
}

func TestUnmetInterconnects(t *testing.T) {
	t.Parallel()
	service := cloudflareText(t)
	info := transport.RequestInfo{Method: "GET", URL: "https://c/x", Status: 200, Attempts: 1, RequestID: "ray-1"}
	reason := "No \"light\""
	for state, advice := range map[string]string{
		"Pending":   "The cross-connect has never come up: check that it is ordered and patched, that the optics match, and that light arrives on both ends.",
		"Down":      "Check the cross-connect, the optics and the port on your side.",
		"Unhealthy": "The port is operationally down: check that light arrives and is strong enough (above -20 dBm), that both ends negotiate the Ethernet link, and announced maintenance.",
		"Elsewhere": "Check the interconnect in Cloudflare's dashboard.",
	} {
		for _, given := range []*string{nil, &reason} {
			mismatches := cloudflare.Healthy().Mismatches(&cloudflare.InterconnectStatus{State: &state, Reason: given}, service.Quote)
			why := " Cloudflare gives no reason."
			if given != nil {
				why = ` Cloudflare's reason: "No \"light\""`
			}
			unmet := &gate.UnmetError{Elements: []gate.Element{{Object: "x", Mismatches: mismatches, Info: info}}, Polls: 1, Waited: time.Second}
			same(t, text(explained(service, gate.Target{Name: `interconnect "i" of account 023e…c353`}, unmet)), said(`Interconnect "i" of account 023e…c353 is not as expected`,
				`state is "`+state+`", expected "Healthy".`+why, "What to check next:\n  - "+advice, "Checked once, in 1s.",
				"Request: GET https://c/x, HTTP status 200, 1 attempt, cf-ray ray-1."))
		}
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"": "", "a": "a", "123456789012": "123456789012", "1234567890123": "1234…0123", "023e105f4ecef8ad9ca31a8372d0c353": "023e…c353"} {
		if got := shortened(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

func TestRarerFailures(t *testing.T) {
	t.Parallel()
	const (
		could = "Interconnect \"i\" could not be read: said. "
		line  = "Request: GET https://example.com/, no HTTP status, 1 attempt."
	)
	service := cloudflareText(t)
	for kind, want := range map[transport.Kind]string{
		transport.KindSession: said("Cloudflare refuses its own sessions", could+"Credentials used: CLOUDFLARE_API_TOKEN of the environment. "+
			"No more logins are made, because accounts get locked. Check whether something in between drops the Authorization header or leads to another cluster than the login, and that the clocks of the nodes are right.", line),
		transport.KindList: said("The list changes while it is read", could+"Try again when nothing is added or removed, or name the objects one by one.", line),
		transport.KindProxySetting: said("The proxy's setting can't be used", could+"It is a URL such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128; "+
			"in user and password, what isn't a letter or a digit is percent-encoded, so that % is %25 and # is %23.", line),
		transport.KindTLS: said("The TLS handshake with Cloudflare failed", could+"The certificate of a proxy or gateway in between must be trusted by this machine (SSL_CERT_FILE). "+
			"If it isn't the certificate, check cloudflare.base_url, and what is in between. TLS 1.2 is the oldest version that is used.", line),
	} {
		same(t, text(explained(service, gate.Target{Name: `interconnect "i"`}, failedWith(0, kind, "said"))), want)
	}
	same(t, text(explained(service, gate.Target{Name: "x"}, context.Canceled)), said("Read cancelled", "X could not be read: it was cancelled.", "No request was answered."))
	same(t, text(wrongProviderData(5)), said("Unexpected provider data", "Expected *clients, got int. This is a bug in the provider: please report it."))
	same(t, text(wrongModel(errors.New("a chan is no value"))), said("Model and schema differ", "A chan is no value. This is a bug in the provider: please report it."))
	if _, diags := clientsFrom(5); !diags.HasError() {
		t.Error("data of another provider were taken")
	}
	if services, diags := clientsFrom(nil); services != nil || diags != nil {
		t.Error("validation has no services")
	}
}
