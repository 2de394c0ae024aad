// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of a read that failed.

// explain is the summary and the detail of a failure, without its request.
func (t Service) explain(object Subject, err error) (summary, detail string) {
	var (
		failure     *transport.Error
		interrupted *transport.InterruptedError
		wait        *transport.WaitError
		status      *transport.StatusError
	)
	reason := err.Error()
	if errors.As(err, &failure) {
		reason = failure.Reason()
	}
	could := capitalized(object.Name) + " could not be read: "
	switch {
	case errors.As(err, &wait):
		return t.Name + "'s rate limit: wait required", could + t.tooLong(wait) + roundAdvice(err)
	case errors.As(err, &interrupted) && errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "the time set in timeouts is up. The last failure: " + strings.TrimSuffix(reasonOf(failure, interrupted.Last), ".") + ". Try again later, or set a longer time."
	case errors.Is(err, context.Canceled):
		return "Read cancelled", could + "it was cancelled."
	case errors.Is(err, context.DeadlineExceeded):
		return "Timed out", could + "no answer had come when the time set in timeouts was up. " +
			fmt.Sprintf("Check %s and the network in between, or set a longer time.", t.Address)
	case errors.As(err, &status):
		return t.explainStatus(object, status, failure != nil && failure.Login)
	}
	if summary, detail, ok := t.explainAnswer(err, could, reason); ok {
		return summary, detail
	}
	return t.explainConnection(failure, err, could+reason)
}

// explainAnswer words an answer that came and can't be used.
func (t Service) explainAnswer(err error, could, reason string) (summary, detail string, ok bool) {
	var (
		redirect *transport.RedirectError
		cached   *transport.NotModifiedError
		stale    *transport.StaleError
		session  *transport.SessionError
		shifting *transport.ShiftingListError
	)
	const cache = "Something in between, such as a proxy or a gateway, keeps answers: have it pass this machine's requests on to the service."
	switch {
	case errors.As(err, &redirect):
		where := "without saying where"
		if redirect.Location != "" {
			where = fmt.Sprintf("to %q", redirect.Location)
		}
		return t.Name + " redirects", could + fmt.Sprintf("the request was redirected %s. Redirects are not followed, because the credentials are for the configured host only. "+
			"Set %s to where the service really is.", where, t.Address), true
	case errors.As(err, &cached), errors.As(err, &stale):
		return "A cache answered in place of " + t.Name, could + reason + ". " + cache, true
	case errors.As(err, &session):
		return t.Name + " refuses its own sessions", could + reason + fmt.Sprintf(". Used: %s. No more logins are made, because accounts get locked. "+
			"Check whether something in between drops the Authorization header or leads to another cluster than the login, and that the clocks of the nodes are right.", t.Credentials), true
	case errors.As(err, &shifting):
		return "The list changes while it is read", could + reason + ". Try again when nothing is added or removed, or name the objects one by one.", true
	}
	if expected, excerpt, ok := unreadable(err); ok {
		return t.Name + "'s answer can't be read", could + reason + ".\n\nExpected: " + expected + "\nThe answer begins: " + excerpt + t.pageAdvice(err, excerpt), true
	}
	return "", "", false
}

// explainConnection words why no answer came.
func (t Service) explainConnection(failure *transport.Error, err error, reason string) (summary, detail string) {
	var (
		timeout *transport.TimeoutError
		proxied *transport.ProxyError
		setting *transport.ProxySettingError
	)
	switch {
	case errors.As(err, &timeout):
		return t.Name + " does not answer", reason + ". Check the network in between, or raise request_timeout."
	case errors.As(err, &proxied):
		return explainProxy(proxied, reason)
	case errors.As(err, &setting):
		return "The proxy's setting can't be used", reason + ", so that nothing is sent. " + settingAdvice(setting.Variable)
	case transport.IsCertificate(err):
		return t.explainTLS(failure, err, reason)
	default:
		return t.Name + " can't be reached", reason + ". " +
			fmt.Sprintf("Check %s, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).", t.Address)
	}
}

// settingAdvice says how a variable about proxies is written.
func settingAdvice(variable string) string {
	if strings.EqualFold(variable, "NO_PROXY") {
		return "It is a list of host names, domains, addresses and networks with commas in between, such as \"localhost,.example.com,10.0.0.0/8\"."
	}
	return "It is a URL such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128; in user and password, what isn't a letter or a digit is percent-encoded, so that % is %25 and # is %23."
}

// tooLong says which wait doesn't fit.
func (t Service) tooLong(wait *transport.WaitError) string {
	asked, left := wait.Wait.Round(time.Second), max(wait.Left, 0).Round(time.Second)
	if wait.Shared {
		return fmt.Sprintf("%s asks to wait %s before the next request. Without timeouts, all reads of it together wait six minutes for an answer, of which %s are left. "+
			"Try again later, or give the reads more time with timeouts.", t.Name, asked, left)
	}
	return fmt.Sprintf("%s asks to wait %s before the next request, longer than the %s that this read may still take. "+
		"Try again later, or give the read more time with timeouts.", t.Name, asked, left)
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
func (t Service) pageAdvice(err error, excerpt string) string {
	content, ok := errors.AsType[*transport.ContentError](err)
	if strings.HasPrefix(excerpt, "<") || (ok && strings.Contains(content.ContentType, "html")) {
		return "\n\nThat is a page, so it isn't the API. " + t.Foreign
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

// roundAdvice says that asking for many objects at once needs many requests.
func roundAdvice(err error) string {
	one, ok := errors.AsType[*ElementError](err)
	if !ok || one.Requests < 2 {
		return ""
	}
	return fmt.Sprintf(" One check of all of them takes %d requests, which the rate limit does not allow in that time.", one.Requests)
}

// others names the objects that weren't found either.
func (t Service) others(err error) string {
	one, ok := errors.AsType[*ElementError](err)
	if !ok || len(one.Alike) == 0 {
		return ""
	}
	names := make([]string, len(one.Alike))
	for i, name := range one.Alike {
		names[i] = t.quoted(name)
	}
	text := "\n\nNot found either: " + clip(strings.Join(names, ", "), maxLine) + "."
	if one.Unasked > 0 {
		text += fmt.Sprintf(" %d more were not asked.", one.Unasked)
	}
	return text
}
