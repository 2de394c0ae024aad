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

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What a user sees of settings, arguments, faults and unmet expectations is tested over the
// protocol (config_test.go, document_test.go, fault_test.go, status_test.go). This is the rest.

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

// explained is what a user reads of a failure.
func explained(service gate.Service, object gate.Target, err error) diag.Diagnostic {
	return failure(service.Explain(object, err))
}

// failedWith returns an error as the clients report it.
func failedWith(status int, kind transport.Kind, text string) *transport.Error {
	return transport.NewError(transport.RequestInfo{Method: "GET", URL: "https://example.com/", Attempts: 1, Status: status}, kind, text)
}

// links are as many as there are states, which should be up.
func links(states ...string) []gate.Element {
	elements := make([]gate.Element, len(states))
	for i := range states {
		c := expect.Comparison{}
		c.OneOf("state", []string{"up"}, &states[i], "Turn it on.")
		elements[i] = gate.Element{
			Object: fmt.Sprint("link ", i), Mismatches: c.Mismatches,
			Info: transport.RequestInfo{Method: "GET", URL: "https://example.com/", Status: 200, Attempts: 1},
		}
	}
	return elements
}

// TestUnmetExpectations are those that take long to come by, or many objects.
func TestUnmetExpectations(t *testing.T) {
	t.Parallel()
	const (
		isDown  = "state is \"down\", expected \"up\"."
		advice  = "What to check next:\n  - Turn it on."
		request = "Request: GET https://example.com/, HTTP status 200, 1 attempt."
		none    = "Request: GET https://example.com/, no HTTP status, 1 attempt."
		busy    = "Request: GET https://example.com/, HTTP status 503, 1 attempt."
	)
	stable := gate.Requirement{Expects: true, StableFor: time.Minute}
	unavailable := failedWith(503, transport.KindStatus, "503 Service Unavailable")
	unanswered := failedWith(0, transport.KindInterrupted, "")
	unanswered.Err = context.DeadlineExceeded
	one, many := gate.Target{Name: "the link"}, gate.Target{Name: "the links", Elements: "links"}
	states, lines := []string{"up"}, []string{}
	for i := range gate.MaxListed {
		lines = append(lines, fmt.Sprintf("link %d: state is \"down\", expected \"up\".", i+1))
	}
	for range gate.MaxListed + 5 {
		states = append(states, "down")
	}
	for name, test := range map[string]struct {
		object gate.Target
		unmet  gate.UnmetError
		want   string
	}{
		"and then a failure": {
			one,
			gate.UnmetError{Elements: links("down"), Polls: 9, Waited: 2 * time.Minute, Last: failedWith(0, transport.KindConnection, "connection refused")},
			said("The link is not as expected", isDown, advice,
				"Checked 9 times in 2m0s. The last check failed: Qumulo can't be reached. The link could not be read: connection refused. Check qumulo.host and qumulo.port, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).",
				none),
		},
		"and then no answer": {
			one,
			gate.UnmetError{Elements: links("down"), Polls: 2, Waited: 7*time.Second + 300*time.Millisecond, Last: unanswered},
			said("The link is not as expected", isDown, advice, "Checked 2 times in 7s. The last check was still unanswered at the deadline.", none),
		},
		"no check succeeded": {
			one,
			gate.UnmetError{Polls: 3, Waited: 7 * time.Second, Last: unavailable},
			said("Qumulo answered with an error",
				"The link could not be read. Qumulo answered 503 Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Checked 3 times in 7s.", busy),
		},
		"no check was answered": {
			one,
			gate.UnmetError{Polls: 1, Waited: 7 * time.Second, Last: unanswered},
			said("Timed out",
				"The link could not be read: no answer had come when the time set in timeouts was up. Check qumulo.host and qumulo.port and the network in between, or set a longer time.",
				"Checked once, in 7s.", none),
		},
		"it is not stable yet": {
			one,
			gate.UnmetError{Requirement: stable, Elements: links("up"), Polls: 9, Waited: 40 * time.Second, Holds: true, Held: 39600 * time.Millisecond},
			said("The link is not stable", "The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 40s.", "Checked 9 times in 40s.", request),
		},
		"it was good, and then bad": {
			one,
			gate.UnmetError{Requirement: stable, Elements: links("down"), Polls: 8, Waited: 35 * time.Second, Held: 30 * time.Second},
			said("The link is not as expected", isDown, advice, "Checked 8 times in 35s. The expectation had held for 30s; stable_for asks for 1m0s.", request),
		},
		"it was good, and then failed": {
			one,
			gate.UnmetError{Requirement: stable, Elements: links("up"), Polls: 8, Waited: 35 * time.Second, Held: 30 * time.Second, Last: unavailable},
			said("The link is not stable", "The last check failed: Qumulo answered with an error. The link could not be read. Qumulo answered 503 Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Checked 8 times in 35s. The expectation had held for 30s; stable_for asks for 1m0s.", busy),
		},
		"more than are listed": {
			many,
			gate.UnmetError{Elements: links(states...), Polls: 1, Waited: 12345 * time.Microsecond},
			said("The links: 25 of 26 links not as expected", strings.Join(lines, "\n")+"\nand 5 more.", advice, "Checked once, in 12ms.", request),
		},
		"one can't be read": {
			many,
			gate.UnmetError{Elements: append(links("up"), gate.Unread("link 1", unavailable)), Polls: 2, Waited: 3 * time.Second},
			said("The links: 1 of 2 links not as expected", "link 1: Qumulo answered with an error.", "Checked 2 times in 3s.", busy),
		},
		"they are not stable": {
			many,
			gate.UnmetError{Requirement: stable, Elements: links("up", "up"), Between: links("up", "down"), Polls: 2, Waited: 3 * time.Second, Holds: true},
			said("The links: not stable",
				"The expectation holds, but has not held for 1m0s without a break (stable_for); the longest was 0s. In between: link 1: state is \"down\", expected \"up\".",
				"Checked 2 times in 3s.", request),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, text(explained(explainQumulo(), test.object, &test.unmet)), test.want)
		})
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
	service := explainCloudflare()
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
	wait := failedWith(429, transport.KindWait, "")
	wait.Wait, wait.Left = time.Minute, time.Second
	one := &gate.ElementError{Target: gate.Target{Name: `interconnect "i"`}, Requests: 2, Err: wait}
	same(t, text(explained(service, gate.Target{Name: "x"}, one)), said("Cloudflare's rate limit: wait required",
		`Interconnect "i" could not be read: Cloudflare asks to wait 1m0s before the next request, longer than the 1s that this read may still take. `+
			"Try again later, or give the read more time with timeouts. One check of all of them takes 2 requests, which the rate limit does not allow in that time.",
		"Request: GET https://example.com/, HTTP status 429, 1 attempt."))
	same(t, text(wrongProviderData(5)), said("Unexpected provider data", "Expected *clients, got int. This is a bug in the provider: please report it."))
	same(t, text(wrongModel(errors.New("a chan is no value"))), said("Model and schema differ", "A chan is no value. This is a bug in the provider: please report it."))
	if _, diags := clientsFrom(5); !diags.HasError() {
		t.Error("data of another provider were taken")
	}
	if services, diags := clientsFrom(nil); services != nil || diags != nil {
		t.Error("validation has no services")
	}
}
