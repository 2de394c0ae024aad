// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of an HTTP status that is an error.

// notSentAgain follows a login that was refused.
const notSentAgain = "This login is not sent again, because accounts get locked: every read that needs it fails alike."

// explainStatus words an HTTP status that is an error.
func (s Service) explainStatus(target Target, status *transport.Error) (summary, detail string) {
	answered := s.Name + " answered " + status.Text
	answer := Capitalized(target.Name) + " could not be read. " + answered + "\n\n"
	isRefused := status.Status == http.StatusUnauthorized || status.Kind == transport.KindCredentials
	switch {
	case status.Login && transport.RefusesLogin(status.Status):
		return s.Name + " refuses the credentials", answer +
			fmt.Sprintf("Credentials used: %s. Check that they are right, and that the account is not locked or disabled. ", s.Credentials) + notSentAgain
	case status.Login && status.Status == http.StatusNotFound:
		return "This is not " + s.Name + "'s API", answer + "The login isn't there. " + s.Foreign
	case status.Kind == transport.KindAddress:
		return s.Name + " can't route the request", answer + s.Foreign
	case isRefused:
		return s.Name + " refuses the credentials", answer + s.refused(status)
	case status.Kind == transport.KindEntitlement:
		return "The account has no such product", answer + "It is the account that lacks the product, and not a right of the credentials: ask the service to enable it, or check which account is asked."
	case status.Status == http.StatusForbidden:
		return s.Name + " denies access", answer + s.forbidden(status)
	case status.Status == http.StatusNotFound && status.Kind == transport.KindMissing:
		return Capitalized(target.Name) + " not found", answered + "\n\n" + target.NotFound
	case status.Kind == transport.KindBare:
		return Capitalized(target.Name) + " not found", answered + "\n\nThe service gives no reason. " + target.NotFound + " If the name is right: " + s.Foreign
	case status.Status == http.StatusNotFound:
		return "This is not " + s.Name + "'s API", answer + "These are not the service's words, so it isn't the API, or not that version of it. " + s.Foreign + s.otherwise(target)
	case status.Status == http.StatusTooManyRequests:
		return s.Name + " limits the requests", answer + "Try again later, make fewer requests at a time (-parallelism), or raise max_retries."
	case status.Status == http.StatusRequestTimeout || (status.Status >= http.StatusInternalServerError && status.Status != http.StatusNotImplemented):
		return s.Name + " answered with an error", answer + "The service may be down or restarting. Try again later, or raise max_retries."
	case status.Kind == transport.KindGateway:
		return s.Name + " answered with an error", answer + "It isn't the API that has answered. " + s.Foreign
	case target.NotServed != "" && slices.Contains([]int{http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented}, status.Status):
		return s.Name + " answered with an error", answer + target.NotServed
	default:
		return s.Name + " answered with an error", strings.TrimSpace(answer)
	}
}

// refused says what is likely wrong with credentials that are refused.
func (s Service) refused(status *transport.Error) string {
	form := ""
	if status.Status == http.StatusBadRequest {
		form = " They have the wrong form: give the token or key alone, without quotes, \"Bearer \" or a line end."
	}
	return fmt.Sprintf("Credentials used: %s.%s Check that they are right and have not expired or been disabled. Reading needs %s.", s.Credentials, form, s.Permission)
}

// forbidden says what is likely missing, which isn't always a right.
func (s Service) forbidden(status *transport.Error) string {
	switch status.Kind {
	case transport.KindFilter:
		return fmt.Sprintf("Credentials used: %s. They may be used from some addresses only: check their address filter, and the address that this machine or its proxy has.", s.Credentials)
	case transport.KindGateway:
		return "It isn't the API that has answered, but something in between, such as a gateway, a firewall or a challenge page: have it let this machine's requests through. " +
			"If there is nothing in between: " + s.Foreign
	default:
		return fmt.Sprintf("Credentials used: %s. Reading needs %s.", s.Credentials, s.Permission)
	}
}

// otherwise is what else a 404 without words can mean: a cluster that doesn't know
// the path.
func (s Service) otherwise(target Target) string {
	if !s.LacksPaths || target.NotFound == "" {
		return ""
	}
	return "\n\nIf it is right: " + target.NotFound
}
