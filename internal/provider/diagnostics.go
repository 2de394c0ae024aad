// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// The texts of diagnostics. What a service's texts have of their own stands with the
// service (serviceText); sentences about single fields come from the packages that
// know them: parse.go, internal/expect, internal/strictjson, internal/transport.

// Settings.

func unknownSetting(at path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Provider setting not known yet",
		fmt.Sprintf("The provider's %s depends on something that is known only after apply, so nothing can be read while planning. "+
			"It is not replaced by the environment.\n\n"+
			"Give it a value that is known while planning, or first apply what it depends on: terraform apply -target=…", at))
}

func invalidSetting(at place, configured bool, err error) diag.Diagnostic {
	if configured {
		return invalidValue(at.path, err)
	}
	return diag.NewAttributeErrorDiagnostic(at.path, "Invalid environment variable",
		fmt.Sprintf("The variable %s %s. It stands in for the provider's %s.", at.variable, err, at.name()))
}

func invalidValue(at path.Path, err error) diag.Diagnostic {
	text := err.Error()
	if advised, ok := errors.AsType[*adviceError](err); ok {
		text += "; " + advised.advice
	}
	return diag.NewAttributeErrorDiagnostic(at, "Invalid value", fmt.Sprintf("%s %s.", at, text))
}

func undocumentedValue(at path.Path, value, nearest string, values []string) diag.Diagnostic {
	detail := fmt.Sprintf("%s holds %s, and the service documents %s.", at, clip(strconv.Quote(value), maxLine), strings.Join(values, ", "))
	if nearest != "" {
		detail += fmt.Sprintf(" Did you mean %q? Case counts.", nearest)
	}
	return diag.NewAttributeWarningDiagnostic(at, "Value that the service does not document",
		detail+" The expectation is kept as it is: a later version of the service may send that value.")
}

func lowSpeed(at path.Path, speed string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Speed is in Mbps",
		fmt.Sprintf("%s is %s Mbps, less than the slowest links of a cluster have. 25 Gbps are 25000.", at, speed))
}

// Arguments.

func emptyList(at path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Empty list",
		fmt.Sprintf("%s has no element, so that nothing could be asked or accepted. Name one, or leave it out (null).", at))
}

func emptyFilter(at path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Empty filter", fmt.Sprintf("%s is the empty string. Give it a value, or leave it out (null).", at))
}

func nullInList(at path.Path) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Null in a list", fmt.Sprintf("%s holds null, which stands for nothing. Leave it out, for example with compact().", at))
}

func judgesNothing(at path.Path, names []string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Expectation without a condition",
		fmt.Sprintf("The block %s expects nothing, so that every status would pass: none of %s is set, or all of them are null. "+
			"Set one, or leave the block out where a status is only data.", at, strings.Join(names, ", ")))
}

func stableTooLong(at path.Path, stableFor time.Duration, timeoutAt path.Path, timeout time.Duration) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Time-out is too short",
		fmt.Sprintf("%s is %s, and the whole read may take %s (%s). Give it more time than the status has to be stable for.", at, stableFor, timeout, timeoutAt))
}

func missingSelection() diag.Diagnostic {
	return diag.NewErrorDiagnostic("No interconnects are selected",
		"None of icons, site, type and all says which interconnects are meant, or they are all null. "+
			"Set icons, or site, type or both, or all = true for the whole account. A variable that is null selects nothing, and never the whole account.")
}

func conflictingSelection() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Interconnects are selected twice",
		"icons, the filters (site, type) and all = true exclude each other. Set one of the three.")
}

func missingSetting(service, what string, at place) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at.path, service+" is not configured",
		fmt.Sprintf("%s is missing. Set %s in the provider's configuration, or the environment variable %s.",
			capitalized(what), at.name(), at.variable))
}

// capitalized begins a sentence with a phrase.
func capitalized(phrase string) string {
	return strings.ToUpper(phrase[:1]) + phrase[1:]
}

func missingCredentials(c credentials) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(c.single.path, c.service+" is not configured",
		fmt.Sprintf("The credentials are missing. Set %s, or %s and %s, in the provider's configuration; "+
			"or the environment variables %s, or %s and %s.",
			c.single.name(), c.pair[0].name(), c.pair[1].name(), c.single.variable, c.pair[0].variable, c.pair[1].variable))
}

func conflictingCredentials(c credentials) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(c.single.path, "Conflicting "+c.service+" credentials",
		fmt.Sprintf("%s can't be combined with %s or %s.", c.single.name(), c.pair[0].name(), c.pair[1].name()))
}

func incompleteCredentials(service string, given, missing place, configured bool) diag.Diagnostic {
	summary := "Incomplete " + service + " credentials"
	if !configured {
		return diag.NewAttributeErrorDiagnostic(missing.path, summary,
			fmt.Sprintf("The environment variable %s is set, but %s is not. Set it as well, or put %s and %s into the provider's configuration.",
				given.variable, missing.variable, given.name(), missing.name()))
	}
	return diag.NewAttributeErrorDiagnostic(missing.path, summary,
		fmt.Sprintf("%s is given, but %s is not. Set it as well. "+
			"Credentials come from one place: beside %s the environment variable %s is not read; to use the environment, leave both out and set %s and %s.",
			given.name(), missing.name(), given.name(), missing.variable, given.variable, missing.variable))
}

func insecureWarning() diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("qumulo").AtName("insecure"), "TLS verification is off",
		"The certificate of the Qumulo cluster is not verified, so whoever sits in between can read the credentials and forge the status. "+
			"Set qumulo.ca_certificate to the cluster's certificate instead.")
}

func wrongProviderData(data any) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unexpected provider data",
		fmt.Sprintf("Expected *services, got %T. This is a bug in the provider: please report it.", data))
}

func wrongModel(err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Model and schema differ",
		fmt.Sprintf("%s. This is a bug in the provider: please report it.", capitalized(err.Error())))
}

// unknownArgument is a value that isn't known when the status is read, which no CLI
// does.
func unknownArgument(at string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Argument not known yet", fmt.Sprintf("%s is known only after apply, so the status can't be read now.", at))
}

// Reads.

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
		last = t.request(err)
	}
	last = "\n\n" + t.redacted(last)
	return diag.NewErrorDiagnostic(clip(t.redacted(summary), maxSummary), clip(t.redacted(detail), maxDetail-utf8.RuneCountInString(last))+last)
}

func (t serviceText) redacted(text string) string {
	return line(t.redact, text, maxBytes)
}

// maxBytes is how many bytes of a text are searched for secrets: more than any
// message shows.
const maxBytes = 64 << 10

// line is a text that a service has a part in, without secrets and then not longer
// than that: the other way round, half of a secret would be left.
func line(redact func(string) string, text string, limit int) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxBytes)], "")
	if redact != nil {
		text = redact(text)
	}
	return clip(text, limit)
}

// clip shortens a text to that many characters.
func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
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

// explainTLS words a TLS handshake that failed for good.
func (t serviceText) explainTLS(failure *transport.Error, err error, reason string) (summary, detail string) {
	switch {
	case transport.IsPlain(err):
		return t.service + " does not speak TLS", reason + ". " + fmt.Sprintf("Check %s: something else than the API, or the API without TLS, answers there.", t.address)
	case transport.IsRefusal(err):
		return t.service + " refuses the TLS connection", reason + ". " + fmt.Sprintf("Check %s, and whether something in between asks for a client's certificate.", t.address)
	default:
		return t.service + "'s certificate is not trusted", reason + ". " + t.tlsAdvice(failure, err)
	}
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

// tlsAdvice says what to set.
func (t serviceText) tlsAdvice(failure *transport.Error, err error) string {
	var (
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Renew the certificate, or set this machine's clock."
	case errors.As(err, &hostname) && hostname.Certificate != nil:
		return reasonOf(failure, errors.New(namesOf(hostname.Certificate))) + " " + t.names
	default:
		return t.certificate
	}
}

// namesOf says for which names a certificate is.
func namesOf(certificate *x509.Certificate) string {
	const most = 20
	names := slices.Clone(certificate.DNSNames)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	switch {
	case len(names) == 0:
		return fmt.Sprintf("The certificate holds no name that counts (no SAN), only the common name %.100q.", certificate.Subject.CommonName)
	case len(names) > most:
		return clip("The certificate is for "+strings.Join(names[:most], ", "), maxNames) + fmt.Sprintf(" and %d more.", len(names)-most)
	default:
		return clip("The certificate is for "+strings.Join(names, ", "), maxNames) + "."
	}
}

// maxNames is how many characters the names of a certificate take in a message.
const maxNames = 1000

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

const (
	// maxListed is how many elements a message lists.
	maxListed = 20

	// maxLine and maxLines are how many characters one difference has, and all of
	// them: a reason of the service's may be long, and advice follows.
	maxLine  = 1000
	maxLines = 2500
)

// unmet words an expectation that isn't met: what differs first, then what to check,
// how long it took, and the request that saw it.
func (t serviceText) unmet(object subject, unmet *expectationError) (summary, detail, last string) {
	name := capitalized(object.name)
	if len(unmet.elements) == 0 && unmet.last != nil {
		summary, detail = t.explain(object, unmet.last)
		return summary, detail + "\n\n" + t.checked(unmet), t.request(unmet.last)
	}
	differences := t.differences(object, unmet)
	var paragraphs []string
	ended := false
	switch {
	case unmet.holds:
		summary = name + " is not stable"
		paragraphs = append(paragraphs, fmt.Sprintf("The expectation holds, but has not held for %s without a break (stable_for); the longest was %s.", unmet.stableFor, rounded(unmet.held))+t.between(object, unmet))
	case len(differences.lines) == 0 && unmet.last != nil:
		summary = name + " is not stable"
		ended = true
		paragraphs = append(paragraphs, strings.TrimSpace(t.ending(object, unmet)))
	case object.elements != "":
		summary = fmt.Sprintf("%s: %s", name, t.count(object, unmet))
	default:
		summary = name + " is not as expected"
	}
	if len(differences.lines) > 0 {
		paragraphs = append(paragraphs, clip(strings.Join(differences.lines, "\n"), maxLines)+differences.more)
	}
	if len(differences.advice) > 0 {
		paragraphs = append(paragraphs, "What to check next:\n  - "+strings.Join(differences.advice, "\n  - "))
	}
	checked := t.checked(unmet)
	if !ended {
		checked += t.ending(object, unmet)
	}
	paragraphs = append(paragraphs, checked)
	return summary, strings.Join(paragraphs, "\n\n"), differences.request + "\n" + whatNow
}

// count says how many elements are not as expected, or there.
func (t serviceText) count(object subject, unmet *expectationError) string {
	if there := len(unmet.elements); there < max(unmet.minCount, 1) {
		return fmt.Sprintf("too few %s, %d of at least %d", object.elements, there, max(unmet.minCount, 1))
	}
	met := 0
	for _, e := range unmet.elements {
		if e.isGood() {
			met++
		}
	}
	if unmet.minGood > 0 {
		return fmt.Sprintf("%d of %d %s as expected, at least %d needed", met, len(unmet.elements), object.elements, unmet.minGood)
	}
	return fmt.Sprintf("%d of %d %s not as expected", len(unmet.elements)-met, len(unmet.elements), object.elements)
}

// differences are how elements differ from the expectation.
type differences struct {
	lines, advice []string
	// more says how many elements aren't listed.
	more string
	// request is the line of the first request that saw one.
	request string
}

// differences lists the elements that aren't good, never one that is.
func (t serviceText) differences(object subject, unmet *expectationError) differences {
	var d differences
	if there := len(unmet.elements); object.elements != "" && there < max(unmet.minCount, 1) {
		d.lines = append(d.lines, fmt.Sprintf("Too few %s: %d found, at least %d expected.", object.elements, there, max(unmet.minCount, 1)))
		d.advice = append(d.advice, object.tooFew)
	}
	notGood := 0
	for _, e := range unmet.elements {
		if d.request == "" {
			d.request = t.requestLine(e.info)
		}
		if e.isGood() {
			continue
		}
		if notGood == 0 {
			d.request = t.requestLine(e.info)
		}
		if notGood++; notGood > maxListed {
			continue
		}
		d.lines = append(d.lines, t.differs(object, e)...)
		for _, mismatch := range e.mismatches {
			if !slices.Contains(d.advice, mismatch.Advice) {
				d.advice = append(d.advice, mismatch.Advice)
			}
		}
	}
	if notGood > maxListed {
		d.more = fmt.Sprintf("\nand %d more.", notGood-maxListed)
	}
	if d.request == "" {
		d.request = t.requestLine(object.listed)
	}
	if _, ok := errors.AsType[*transport.Error](unmet.last); ok {
		d.request = t.request(unmet.last)
	}
	return d
}

// differs says how one element differs, a line each.
func (t serviceText) differs(object subject, e element) []string {
	prefix := ""
	if object.elements != "" {
		prefix = e.object + ": "
	}
	var lines []string
	for _, mismatch := range e.mismatches {
		lines = append(lines, line(t.redact, prefix+mismatch.Sentence, maxLine))
	}
	if e.err != nil {
		summary, _ := t.explain(subject{name: e.object}, e.err)
		lines = append(lines, line(t.redact, prefix+summary+".", maxLine))
	}
	return lines
}

// between says what was seen while the expectation didn't hold.
func (t serviceText) between(object subject, unmet *expectationError) string {
	var lines []string
	for _, e := range unmet.between {
		lines = append(lines, t.differs(object, e)...)
	}
	if len(lines) == 0 {
		return ""
	}
	return " In between: " + lines[0]
}

// checked says how often and for how long the status was checked.
func (t serviceText) checked(unmet *expectationError) string {
	text := fmt.Sprintf("Checked %d times in %s.", unmet.polls, rounded(unmet.waited))
	if unmet.polls == 1 {
		text = fmt.Sprintf("Checked once, in %s.", rounded(unmet.waited))
	}
	if unmet.stableFor > 0 && !unmet.holds && unmet.held > 0 {
		text += fmt.Sprintf(" The expectation had held for %s; stable_for asks for %s.", rounded(unmet.held), unmet.stableFor)
	}
	if unmet.cancelled != nil {
		text += " Then the read was cancelled."
	}
	return text
}

// ending says what became of the last check.
func (t serviceText) ending(object subject, unmet *expectationError) string {
	switch {
	case unmet.cancelled != nil, unmet.last == nil:
		return ""
	case errors.Is(unmet.last, context.DeadlineExceeded):
		return " The last check was still unanswered at the deadline."
	default:
		summary, detail := t.explain(object, unmet.last)
		return " The last check failed: " + summary + ". " + detail
	}
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// request is the line that identifies what was asked.
func (t serviceText) request(err error) string {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return "No request was answered."
	}
	return t.requestLine(failure.RequestInfo)
}

func (t serviceText) requestLine(info transport.RequestInfo) string {
	text := fmt.Sprintf("Request: %s %s", info.Method, line(t.redact, info.URL, maxLine))
	if info.Status != 0 {
		text += fmt.Sprintf(", HTTP status %d", info.Status)
	} else {
		text += ", no HTTP status"
	}
	switch info.Attempts {
	case 1:
		text += ", 1 attempt"
	default:
		text += fmt.Sprintf(", %d attempts", info.Attempts)
	}
	if info.RequestID != "" {
		text += fmt.Sprintf(", %s %s", t.requestID, line(t.redact, info.RequestID, maxLine))
	}
	return text + "."
}
