// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

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
	return diag.NewAttributeErrorDiagnostic(at, "Invalid value", fmt.Sprintf("%s %s.", at, err))
}

func undocumentedValue(at path.Path, value string, values []string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Value that the service does not document",
		fmt.Sprintf("%s holds %q, and the service documents %s. The expectation is kept as it is: a later version of the service may send that value.",
			at, value, strings.Join(values, ", ")))
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

// Reads.

// serviceText holds the service-specific parts of diagnostics.
type serviceText struct {
	// service is its name.
	service string
	// credentials says which were used, never their values.
	credentials string
	// permission is what a read requires.
	permission string
	// identifiers says how to list the valid ones.
	identifiers string
	// certificate says what to set where the certificate isn't trusted.
	certificate string
	// address names the settings that say where the service is.
	address string
	// requestID is what the service calls its own id of a request, empty where it
	// sends none.
	requestID string
}

// failure words why an object could not be read.
func (t serviceText) failure(object string, err error) diag.Diagnostic {
	if unmet, ok := errors.AsType[*expectationError](err); ok {
		return t.unmet(object, unmet)
	}
	summary, detail := t.explain(object, err)
	return diag.NewErrorDiagnostic(summary, detail+"\n\n"+t.request(err))
}

// explain is the summary and the detail of a failure, without its request.
func (t serviceText) explain(object string, err error) (summary, detail string) {
	var (
		failure     *transport.Error
		interrupted *transport.InterruptedError
		wait        *transport.WaitError
		status      *transport.StatusError
		redirect    *transport.RedirectError
		timeout     *transport.TimeoutError
	)
	reason := err.Error()
	if errors.As(err, &failure) {
		reason = failure.Reason()
	}
	could := capitalized(object) + " could not be read: "
	switch {
	case errors.As(err, &wait):
		return t.service + " asks to wait", could + fmt.Sprintf("%s asks to wait %s before the next request, longer than the %s that this read may still take. "+
			"Try again later, or give the read more time with timeouts.", t.service, wait.Wait.Round(time.Second), max(wait.Left, 0).Round(time.Second))
	case errors.As(err, &interrupted) && errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "the time set in timeouts is up. The last failure: " + strings.TrimSuffix(reasonOf(failure, interrupted.Last), ".") + ". Try again later, or set a longer time."
	case errors.Is(err, context.Canceled):
		return "Read cancelled", could + "it was cancelled."
	case errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "no answer had come when the time set in timeouts was up. " +
			fmt.Sprintf("Check %s and the network in between, or set a longer time.", t.address)
	case errors.As(err, &status):
		return t.explainStatus(object, status)
	case errors.As(err, &redirect):
		where := "without saying where"
		if redirect.Location != "" {
			where = fmt.Sprintf("to %q", redirect.Location)
		}
		return t.service + " redirects", could + fmt.Sprintf("the request was redirected %s. Redirects are not followed, because the credentials are for the configured host only. "+
			"Set %s to where the service really is.", where, t.address)
	case errors.As(err, &timeout):
		return t.service + " does not answer", could + reason + ". Check the network in between, or raise request_timeout."
	case transport.IsPlain(err):
		return t.service + " does not speak TLS", could + reason + ". " + fmt.Sprintf("Check %s: something else than the API, or the API without TLS, answers there.", t.address)
	case transport.IsRefusal(err):
		return t.service + " refuses the TLS connection", could + reason + ". " + fmt.Sprintf("Check %s, and whether something in between asks for a client's certificate.", t.address)
	case transport.IsCertificate(err):
		return t.service + "'s certificate is not trusted", could + reason + ". " + t.tlsAdvice(err)
	}
	if expected, excerpt, ok := unreadable(err); ok {
		return t.service + "'s answer can't be read", could + reason + ".\n\nExpected: " + expected + "\nThe answer begins: " + excerpt
	}
	return t.service + " can't be reached", could + reason + ". " +
		fmt.Sprintf("Check %s, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).", t.address)
}

// reasonOf is an error freed of secrets.
func reasonOf(failure *transport.Error, err error) string {
	if failure == nil {
		return err.Error()
	}
	return failure.Mask(err)
}

// tlsAdvice says what to set.
func (t serviceText) tlsAdvice(err error) string {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return "Renew the certificate, or set this machine's clock."
	}
	return t.certificate
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

// explainStatus words an HTTP status that is an error.
func (t serviceText) explainStatus(object string, status *transport.StatusError) (summary, detail string) {
	answer := strings.TrimSpace(fmt.Sprintf("%s answered %d %s", t.service, status.Status, http.StatusText(status.Status)))
	switch {
	case status.Code != "" && status.Message != "":
		answer += fmt.Sprintf(": %s: %s", status.Code, status.Message)
	case status.Code+status.Message != "":
		answer += ": " + status.Code + status.Message
	case status.Excerpt != "":
		answer += ", with a body that begins: " + status.Excerpt
	}
	could := capitalized(object) + " could not be read. "
	switch status.Status {
	case http.StatusUnauthorized:
		return t.service + " refuses the credentials", could + answer + "\n\n" +
			fmt.Sprintf("Used: %s. Check that they are right and have not expired or been disabled. Reading needs %s.", t.credentials, t.permission)
	case http.StatusForbidden:
		return t.service + " denies access", could + answer + "\n\n" +
			fmt.Sprintf("Used: %s. Reading needs %s.", t.credentials, t.permission)
	case http.StatusNotFound:
		return capitalized(object) + " not found", answer + "\n\n" + t.identifiers
	case http.StatusTooManyRequests:
		return t.service + " limits the requests", could + answer + "\n\nTry again later, make fewer requests at a time (-parallelism), or raise max_retries."
	}
	if status.Status == http.StatusRequestTimeout || (status.Status >= http.StatusInternalServerError && status.Status != http.StatusNotImplemented) {
		return t.service + " answered with an error", could + answer + "\n\nThe service may be down or restarting. Try again later, or raise max_retries."
	}
	return t.service + " answered with an error", could + answer
}

// unmet words an expectation that isn't met.
func (t serviceText) unmet(object string, unmet *expectationError) diag.Diagnostic {
	checked := fmt.Sprintf("Checked %d times in %s.", unmet.polls, rounded(unmet.waited))
	if unmet.polls == 1 {
		checked = fmt.Sprintf("Checked once, in %s.", rounded(unmet.waited))
	}
	line := t.requestLine(unmet.info)
	if _, ok := errors.AsType[*transport.Error](unmet.last); ok {
		line = t.request(unmet.last)
	}
	if len(unmet.mismatches) == 0 {
		summary, detail := t.explain(object, unmet.last)
		return diag.NewErrorDiagnostic(summary, detail+"\n\n"+checked+"\n\n"+line)
	}

	var sentences, advice strings.Builder
	for _, mismatch := range unmet.mismatches {
		sentences.WriteString("\n  - " + mismatch.Sentence)
		advice.WriteString("\n  - " + mismatch.Advice)
	}
	switch {
	case unmet.last == nil:
	case errors.Is(unmet.last, context.Canceled):
		checked += " Then the read was cancelled."
	case errors.Is(unmet.last, context.DeadlineExceeded):
		checked += " The last check was still unanswered at the deadline."
	default:
		summary, detail := t.explain(object, unmet.last)
		checked += " The last check failed: " + summary + ". " + detail
	}
	name := capitalized(object)
	return diag.NewErrorDiagnostic(name+" is not as expected",
		name+" is not as expected:\n"+sentences.String()+"\n\n"+checked+"\n\nWhat to check next:\n"+advice.String()+"\n\n"+line)
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
	line := fmt.Sprintf("Request: %s %s", info.Method, info.URL)
	if info.Status != 0 {
		line += fmt.Sprintf(", HTTP status %d", info.Status)
	} else {
		line += ", no HTTP status"
	}
	switch info.Attempts {
	case 1:
		line += ", 1 attempt"
	default:
		line += fmt.Sprintf(", %d attempts", info.Attempts)
	}
	if info.RequestID != "" {
		line += fmt.Sprintf(", %s %s", t.requestID, info.RequestID)
	}
	return line + "."
}
