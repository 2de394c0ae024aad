// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of a read that failed.

// explain returns the summary and the detail of a failure, without its request.
func (s Service) explain(target Target, err error) (summary, detail string) {
	could := Capitalized(target.Name) + " could not be read: "
	failure, ok := errors.AsType[*transport.Error](err)
	switch {
	case !ok && errors.Is(err, context.Canceled):
		return s.ended(could, &transport.Error{Err: context.Canceled})
	case !ok && errors.Is(err, context.DeadlineExceeded):
		return s.ended(could, &transport.Error{Err: context.DeadlineExceeded})
	case !ok:
		return s.Name + " can't be reached", could + err.Error() + "."
	case failure.Kind.IsStatus():
		return s.explainStatus(target, failure)
	case failure.Kind == transport.KindInterrupted:
		return s.ended(could, failure)
	case failure.Kind == transport.KindWait, failure.Kind == transport.KindSharedWait:
		return s.Name + "'s rate limit: wait required", could + s.tooLong(failure) + roundAdvice(err)
	case failure.Kind == transport.KindBody, failure.Kind == transport.KindPage:
		return s.Name + "'s answer can't be read", could + failure.Text + "." + s.excerpt(failure)
	default:
		summary, advice := s.advice(failure)
		if failure.Login && failure.Kind == transport.KindRedirect {
			advice += " " + notSentAgain
		}
		return summary, could + failure.Text + ". " + advice
	}
}

// ended says that a read was interrupted.
func (s Service) ended(could string, failure *transport.Error) (summary, detail string) {
	switch {
	case errors.Is(failure.Err, context.Canceled):
		return "Read cancelled", could + "it was cancelled."
	case failure.Last != nil:
		last := failure.Last.Text
		if failure.Last.Kind.IsStatus() {
			last = s.Name + " answered " + last
		}
		return "Timed out", could + "the time set in timeouts is up. The last failure: " + strings.TrimSuffix(last, ".") + ". Try again later, or set a longer time."
	default:
		return "Timed out", could + "no answer had come when the time set in timeouts was up. " +
			fmt.Sprintf("Check %s and the network in between, or set a longer time.", s.Address)
	}
}

// advice returns the summary of a failure, and what to do about it.
func (s Service) advice(failure *transport.Error) (summary, advice string) {
	const except = "or name the service's host in NO_PROXY if it can be reached without the proxy."
	switch failure.Kind {
	case transport.KindTimeout:
		return s.Name + " does not answer", "Check the network in between, or raise request_timeout."
	case transport.KindTLS:
		return "The TLS handshake with " + s.Name + " failed", s.tlsAdvice(failure)
	case transport.KindProxyLogin:
		return "The proxy asks for credentials", "Set HTTPS_PROXY with user and password (http://user:password@proxy.example.com:3128; what is special in a URL is percent-encoded), " + except
	case transport.KindProxy:
		return "The proxy refuses the connection", "Check HTTPS_PROXY and what the proxy allows, " + except
	case transport.KindProxySetting:
		return "The proxy's setting can't be used", "It is a URL such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128; " +
			"in user and password, what isn't a letter or a digit is percent-encoded, so that % is %25 and # is %23."
	case transport.KindRedirect:
		return s.Name + " redirects", "Redirects are not followed, because the credentials are for the configured host only. " +
			fmt.Sprintf("Set %s to where the service really is.", s.Address)
	case transport.KindCache:
		return "A cache answered in place of " + s.Name, "Something in between, such as a proxy or a gateway, keeps answers: have it pass this machine's requests on to the service."
	case transport.KindSession:
		return s.Name + " refuses its own sessions", fmt.Sprintf("Credentials used: %s. No more logins are made, because accounts get locked. ", s.Credentials) +
			"Check whether something in between drops the Authorization header or leads to another cluster than the login, and that the clocks of the nodes are right."
	case transport.KindList:
		return "The list changes while it is read", "Try again when nothing is added or removed, or name the objects one by one."
	default:
		return s.Name + " can't be reached", fmt.Sprintf("Check %s, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).", s.Address)
	}
}

// tlsAdvice says what to set if a TLS handshake fails.
func (s Service) tlsAdvice(failure *transport.Error) string {
	var (
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
	)
	switch {
	case errors.As(failure.Err, &invalid) && invalid.Reason == x509.Expired:
		return "Renew the certificate, or set this machine's clock."
	case errors.As(failure.Err, &hostname):
		return s.Names
	default:
		return s.Certificate + fmt.Sprintf(" If it isn't the certificate, check %s, and what is in between. TLS 1.2 is the oldest version that is used.", s.Address)
	}
}

// tooLong says which wait doesn't fit.
func (s Service) tooLong(failure *transport.Error) string {
	asked, left := failure.Wait.Round(time.Second), failure.Left.Round(time.Second)
	if failure.Kind == transport.KindSharedWait {
		return fmt.Sprintf("%s asks to wait %s before the next request. Without timeouts, all reads of it together wait six minutes for an answer, of which %s are left. "+
			"Try again later, or give the reads more time with timeouts.", s.Name, asked, left)
	}
	return fmt.Sprintf("%s asks to wait %s before the next request, longer than the %s that this read may still take. "+
		"Try again later, or give the read more time with timeouts.", s.Name, asked, left)
}

// excerpt says what was expected of a body that can't be used, and how the body begins.
func (s Service) excerpt(failure *transport.Error) (text string) {
	if failure.Expected != "" {
		text = "\n\nExpected: " + failure.Expected + "\nThe answer begins: " + cmp.Or(failure.Excerpt, "(empty)")
	}
	if failure.Kind == transport.KindPage {
		text += "\n\nThat is a page, so it isn't the API, but something in between, such as a gateway or a proxy, or another address. " + s.Foreign
	}
	if failure.Login && !failure.Transient {
		text += "\n\n" + notSentAgain
	}
	return text
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
func (s Service) others(err error) string {
	one, ok := errors.AsType[*ElementError](err)
	if !ok || len(one.Alike) == 0 {
		return ""
	}
	names := make([]string, len(one.Alike))
	for i, name := range one.Alike {
		names[i] = s.Quote(name)
	}
	text := "\n\nNot found either: " + clip(strings.Join(names, ", "), maxLine) + "."
	if one.Unasked > 0 {
		text += fmt.Sprintf(" %d more were not asked.", one.Unasked)
	}
	return text
}
