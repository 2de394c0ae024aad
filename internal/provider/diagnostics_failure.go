// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of a read that failed.

const (
	// maxDetail is how many characters the text of a diagnostic has, and maxSummary its
	// summary, which holds names that users and services choose.
	maxDetail  = 4000
	maxSummary = 1000

	// whatNow is where a message about an unmet expectation leads.
	whatNow = "What now: https://registry.terraform.io/providers/netstatus/netstatus/latest/docs/guides/runbook"
)

// subject is what a read is about, as messages speak of it.
type subject struct {
	// name is the object in a sentence, such as "network interface 1 on node 2".
	name string
	// elements is what a plural's elements are called; empty for one object.
	elements string
	// notFound says how to find out what there is, and why it may not be there.
	notFound string
	// notServed says why the service may not have the request at all (405, 410, 501);
	// empty where every version has it.
	notServed string
	// tooFew says what to check where elements are missing.
	tooFew string
	// listed is the request that found the elements, for where there are none.
	listed transport.RequestInfo
}

// What to check where an object isn't found, or elements are missing.
const (
	noV2Advice = "This cluster may manage its networks from the host, and then answers v3 only: use netstatus_node_network_status, which shows what \"qq network_status\" shows."

	noInterfaceAdvice = "The interface or the node may not exist: data \"netstatus_network_interfaces\" lists the interfaces, and data \"netstatus_nodes\" the nodes. " + noV2Advice

	noNodeAdvice = "The node may not exist: data \"netstatus_nodes\" lists the nodes. " + noV3Advice

	noV3Advice = "Clusters before Qumulo Core 7.7 have no status in v3: use netstatus_network_interface_status there."

	noListOfNodesAdvice = "Every version of Qumulo Core lists its nodes: check that qumulo.host and qumulo.port lead to the cluster's REST API."

	missingNodesAdvice = "Compare with data \"netstatus_nodes\": a node that is offline may be missing from the answer."

	fewNodesAdvice = missingNodesAdvice + " The interface may not exist: data \"netstatus_network_interfaces\" lists the interfaces. " + noV2Advice

	noInterconnectAdvice = "data \"netstatus_interconnects\" lists the interconnects of the account; icon is the name of one."

	fewInterconnectsAdvice = "Check site and type: case counts, an unknown one selects nothing, and type is direct or gcp_partner. data \"netstatus_interconnects\" lists what there is."
)

// serviceText holds the service-specific parts of diagnostics.
type serviceText struct {
	// service is its name.
	service string
	// credentials says which were used, never their values.
	credentials string
	// permission is what a read requires.
	permission string
	// certificate says what to set where the certificate isn't trusted, and names what
	// to set where it is for another name.
	certificate, names string
	// foreign says what to check where something else than the service answers.
	foreign string
	// address names the settings that say where the service is.
	address string
	// requestID is what the service calls its own id of a request, empty where it
	// sends none.
	requestID string
	// redact frees a text of secrets; nil where there are none.
	redact func(string) string
}

// failure words why an object could not be read, without a secret that the service
// has put into its data, and not longer than a screen takes.
func (t serviceText) failure(object subject, err error) diag.Diagnostic {
	if one, ok := errors.AsType[*elementError](err); ok {
		object = one.object
	}
	var summary, detail, last string
	if unmet, ok := errors.AsType[*expectationError](err); ok {
		summary, detail, last = t.unmet(object, unmet)
	} else {
		summary, detail = t.explain(object, err)
		detail += others(err)
		last = t.request(err)
	}
	last = "\n\n" + t.redacted(last)
	return diag.NewErrorDiagnostic(clip(t.redacted(summary), maxSummary), clip(t.redacted(detail), maxDetail-utf8.RuneCountInString(last))+last)
}

// explain is the summary and the detail of a failure, without its request.
func (t serviceText) explain(object subject, err error) (summary, detail string) {
	var (
		failure     *transport.Error
		interrupted *transport.InterruptedError
		wait        *transport.WaitError
		status      *transport.StatusError
		redirect    *transport.RedirectError
		timeout     *transport.TimeoutError
		proxied     *transport.ProxyError
	)
	reason := err.Error()
	if errors.As(err, &failure) {
		reason = failure.Reason()
	}
	could := capitalized(object.name) + " could not be read: "
	switch {
	case errors.As(err, &wait):
		return t.service + "'s rate limit: wait required", could + t.tooLong(wait) + roundAdvice(err)
	case errors.As(err, &interrupted) && errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "the time set in timeouts is up. The last failure: " + strings.TrimSuffix(reasonOf(failure, interrupted.Last), ".") + ". Try again later, or set a longer time."
	case errors.Is(err, context.Canceled):
		return "Read cancelled", could + "it was cancelled."
	case errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "no answer had come when the time set in timeouts was up. " +
			fmt.Sprintf("Check %s and the network in between, or set a longer time.", t.address)
	case errors.As(err, &status):
		return t.explainStatus(object, status, failure != nil && failure.Login)
	case errors.As(err, &redirect):
		where := "without saying where"
		if redirect.Location != "" {
			where = fmt.Sprintf("to %q", redirect.Location)
		}
		return t.service + " redirects", could + fmt.Sprintf("the request was redirected %s. Redirects are not followed, because the credentials are for the configured host only. "+
			"Set %s to where the service really is.", where, t.address)
	case errors.As(err, &timeout):
		return t.service + " does not answer", could + reason + ". Check the network in between, or raise request_timeout."
	case errors.As(err, &proxied):
		return explainProxy(proxied, could+reason)
	case transport.IsCertificate(err):
		return t.explainTLS(failure, err, could+reason)
	}
	if expected, excerpt, ok := unreadable(err); ok {
		return t.service + "'s answer can't be read", could + reason + ".\n\nExpected: " + expected + "\nThe answer begins: " + excerpt + t.pageAdvice(err, excerpt)
	}
	return t.service + " can't be reached", could + reason + ". " +
		fmt.Sprintf("Check %s, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).", t.address)
}

// tooLong says which wait doesn't fit.
func (t serviceText) tooLong(wait *transport.WaitError) string {
	asked, left := wait.Wait.Round(time.Second), max(wait.Left, 0).Round(time.Second)
	if wait.Shared {
		return fmt.Sprintf("%s asks to wait %s before the next request. Without timeouts, all reads of it together wait six minutes for an answer, of which %s are left. "+
			"Try again later, or give the reads more time with timeouts.", t.service, asked, left)
	}
	return fmt.Sprintf("%s asks to wait %s before the next request, longer than the %s that this read may still take. "+
		"Try again later, or give the read more time with timeouts.", t.service, asked, left)
}

// explainProxy words the refusal of a proxy.
func explainProxy(refusal *transport.ProxyError, reason string) (summary, detail string) {
	const except = "or name the service's host in NO_PROXY if it can be reached without the proxy."
	if refusal.Status == http.StatusProxyAuthRequired {
		return "The proxy asks for credentials", reason + ". Set HTTPS_PROXY with user and password (http://user:password@proxy.example.com:3128; " +
			"what is special in a URL is percent-encoded), " + except
	}
	return "The proxy refuses the connection", reason + ". Check HTTPS_PROXY and what the proxy allows, " + except
}

// pageAdvice says what to check where the answer is a page for people.
func (t serviceText) pageAdvice(err error, excerpt string) string {
	content, ok := errors.AsType[*transport.ContentError](err)
	if strings.HasPrefix(excerpt, "<") || (ok && strings.Contains(content.ContentType, "html")) {
		return "\n\nThat is a page, so it isn't the API. " + t.foreign
	}
	return ""
}

// reasonOf is an error freed of secrets.
func reasonOf(failure *transport.Error, err error) string {
	if failure == nil {
		return err.Error()
	}
	return failure.Mask(err)
}

// unreadable says what was expected of a body that can't be used, and how the
// body begins.
func unreadable(err error) (expected, excerpt string, ok bool) {
	var (
		tooLarge  *transport.TooLargeError
		truncated *transport.TruncatedError
		content   *transport.ContentError
		shape     *transport.ShapeError
	)
	const document = "the JSON document that the API documents"
	switch {
	case errors.As(err, &tooLarge):
		expected, excerpt = fmt.Sprintf("a body of at most %d bytes", tooLarge.Max), tooLarge.Excerpt
	case errors.As(err, &truncated):
		expected, excerpt = "a complete body", truncated.Excerpt
	case errors.As(err, &content):
		expected, excerpt = document, content.Excerpt
	case errors.As(err, &shape):
		expected, excerpt = document, shape.Excerpt
	default:
		return "", "", false
	}
	if excerpt == "" {
		excerpt = "(empty)"
	}
	return expected, excerpt, true
}

// answered is what a service answered with a status that is an error.
func (t serviceText) answered(status *transport.StatusError) string {
	answer := strings.TrimSpace(fmt.Sprintf("%s answered %d %s", t.service, status.Status, http.StatusText(status.Status)))
	switch {
	case status.Code != "" && status.Message != "":
		return answer + fmt.Sprintf(": %s: %s", status.Code, status.Message)
	case status.Code+status.Message != "":
		return answer + ": " + status.Code + status.Message
	case status.Excerpt != "":
		return answer + ", with a body that begins: " + status.Excerpt
	default:
		return answer
	}
}

// explainStatus words an HTTP status that is an error.
func (t serviceText) explainStatus(object subject, status *transport.StatusError, isLogin bool) (summary, detail string) {
	answer := capitalized(object.name) + " could not be read. " + t.answered(status) + "\n\n"
	isRefused := status.Status == http.StatusUnauthorized || status.Kind == transport.KindCredentials
	switch {
	case isLogin && (isRefused || status.Status == http.StatusForbidden):
		return t.service + " refuses the credentials", answer +
			fmt.Sprintf("Used: %s. Check that they are right, and that the account is not locked or disabled. "+
				"This login is not sent again, because accounts get locked: every read that needs it fails alike.", t.credentials)
	case isLogin && status.Status == http.StatusNotFound:
		return "This is not " + t.service + "'s API", answer + "The login isn't there. " + t.foreign
	case status.Kind == transport.KindAddress:
		return t.service + " can't route the request", answer + t.foreign
	case isRefused:
		return t.service + " refuses the credentials", answer + t.refused(status)
	case status.Status == http.StatusForbidden:
		return t.service + " denies access", answer + t.forbidden(status)
	case status.Status == http.StatusNotFound && status.Kind == transport.KindMissing:
		return capitalized(object.name) + " not found", t.answered(status) + "\n\n" + object.notFound
	case status.Status == http.StatusNotFound:
		return "This is not " + t.service + "'s API", answer + "These are not the service's words, so it isn't the API, or not that version of it. " + t.foreign + t.otherwise(object)
	case status.Status == http.StatusTooManyRequests:
		return t.service + " limits the requests", answer + "Try again later, make fewer requests at a time (-parallelism), or raise max_retries."
	case status.Status == http.StatusRequestTimeout || (status.Status >= http.StatusInternalServerError && status.Status != http.StatusNotImplemented):
		return t.service + " answered with an error", answer + "The service may be down or restarting. Try again later, or raise max_retries."
	case status.Kind == transport.KindGateway:
		return t.service + " answered with an error", answer + "It isn't the API that has answered. " + t.foreign
	case object.notServed != "" && slices.Contains([]int{http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented}, status.Status):
		return t.service + " answered with an error", answer + object.notServed
	default:
		return t.service + " answered with an error", strings.TrimSpace(answer)
	}
}

// refused says what is likely wrong with credentials that are refused.
func (t serviceText) refused(status *transport.StatusError) string {
	form := ""
	if status.Status == http.StatusBadRequest {
		form = " They have the wrong form: give the token or key alone, without quotes, \"Bearer \" or a line end."
	}
	return fmt.Sprintf("Used: %s.%s Check that they are right and have not expired or been disabled. Reading needs %s.", t.credentials, form, t.permission)
}

// forbidden says what is likely missing, which isn't always a right.
func (t serviceText) forbidden(status *transport.StatusError) string {
	switch status.Kind {
	case transport.KindFilter:
		return fmt.Sprintf("Used: %s. They may be used from some addresses only: check their address filter, and the address that this machine or its proxy has.", t.credentials)
	case transport.KindGateway:
		return "It isn't the API that has answered, but something in between, such as a gateway, a firewall or a challenge page: have it let this machine's requests through. " +
			"If there is nothing in between: " + t.foreign
	default:
		return fmt.Sprintf("Used: %s. Reading needs %s.", t.credentials, t.permission)
	}
}

// otherwise is what else a 404 without words can mean: a cluster that doesn't know
// the path.
func (t serviceText) otherwise(object subject) string {
	if t.requestID != "" || object.notFound == "" {
		return ""
	}
	return "\n\nIf it is right: " + object.notFound
}

// roundAdvice says that asking for many objects at once needs many requests.
func roundAdvice(err error) string {
	one, ok := errors.AsType[*elementError](err)
	if !ok || one.requests < 2 {
		return ""
	}
	return fmt.Sprintf(" One check of all of them takes %d requests, which the rate limit does not allow in that time.", one.requests)
}

// others names the objects that weren't found either.
func others(err error) string {
	one, ok := errors.AsType[*elementError](err)
	if !ok || len(one.alike) == 0 {
		return ""
	}
	names := make([]string, len(one.alike))
	for i, name := range one.alike {
		names[i] = strconv.Quote(name)
	}
	text := "\n\nNot found either: " + clip(strings.Join(names, ", "), maxLine) + "."
	if one.unasked > 0 {
		text += fmt.Sprintf(" %d more were not asked.", one.unasked)
	}
	return text
}
