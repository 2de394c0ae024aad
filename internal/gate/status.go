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

// answered is what a service answered with a status that is an error.
func (t Service) answered(status *transport.StatusError) string {
	answer := strings.TrimSpace(fmt.Sprintf("%s answered %d %s", t.Name, status.Status, http.StatusText(status.Status)))
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
func (t Service) explainStatus(object Subject, status *transport.StatusError, isLogin bool) (summary, detail string) {
	answer := capitalized(object.Name) + " could not be read. " + t.answered(status) + "\n\n"
	isRefused := status.Status == http.StatusUnauthorized || status.Kind == transport.KindCredentials
	switch {
	case isLogin && (isRefused || status.Status == http.StatusForbidden):
		return t.Name + " refuses the credentials", answer +
			fmt.Sprintf("Used: %s. Check that they are right, and that the account is not locked or disabled. "+
				"This login is not sent again, because accounts get locked: every read that needs it fails alike.", t.Credentials)
	case isLogin && status.Status == http.StatusNotFound:
		return "This is not " + t.Name + "'s API", answer + "The login isn't there. " + t.Foreign
	case status.Kind == transport.KindAddress:
		return t.Name + " can't route the request", answer + t.Foreign
	case isRefused:
		return t.Name + " refuses the credentials", answer + t.refused(status)
	case status.Kind == transport.KindEntitlement:
		return "The account has no such product", answer + "It is the account that lacks the product, and not a right of the credentials: ask the service to enable it, or check which account is asked."
	case status.Status == http.StatusForbidden:
		return t.Name + " denies access", answer + t.forbidden(status)
	case status.Status == http.StatusNotFound && status.Kind == transport.KindMissing:
		return capitalized(object.Name) + " not found", t.answered(status) + "\n\n" + object.NotFound
	case status.Kind == transport.KindBare:
		return capitalized(object.Name) + " not found", t.answered(status) + "\n\nThe service gives no reason. " + object.NotFound + " If the name is right: " + t.Foreign
	case status.Status == http.StatusNotFound:
		return "This is not " + t.Name + "'s API", answer + "These are not the service's words, so it isn't the API, or not that version of it. " + t.Foreign + t.otherwise(object)
	case status.Status == http.StatusTooManyRequests:
		return t.Name + " limits the requests", answer + "Try again later, make fewer requests at a time (-parallelism), or raise max_retries."
	case status.Status == http.StatusRequestTimeout || (status.Status >= http.StatusInternalServerError && status.Status != http.StatusNotImplemented):
		return t.Name + " answered with an error", answer + "The service may be down or restarting. Try again later, or raise max_retries."
	case status.Kind == transport.KindGateway:
		return t.Name + " answered with an error", answer + "It isn't the API that has answered. " + t.Foreign
	case object.NotServed != "" && slices.Contains([]int{http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented}, status.Status):
		return t.Name + " answered with an error", answer + object.NotServed
	default:
		return t.Name + " answered with an error", strings.TrimSpace(answer)
	}
}

// refused says what is likely wrong with credentials that are refused.
func (t Service) refused(status *transport.StatusError) string {
	form := ""
	if status.Status == http.StatusBadRequest {
		form = " They have the wrong form: give the token or key alone, without quotes, \"Bearer \" or a line end."
	}
	return fmt.Sprintf("Used: %s.%s Check that they are right and have not expired or been disabled. Reading needs %s.", t.Credentials, form, t.Permission)
}

// forbidden says what is likely missing, which isn't always a right.
func (t Service) forbidden(status *transport.StatusError) string {
	switch status.Kind {
	case transport.KindFilter:
		return fmt.Sprintf("Used: %s. They may be used from some addresses only: check their address filter, and the address that this machine or its proxy has.", t.Credentials)
	case transport.KindGateway:
		return "It isn't the API that has answered, but something in between, such as a gateway, a firewall or a challenge page: have it let this machine's requests through. " +
			"If there is nothing in between: " + t.Foreign
	default:
		return fmt.Sprintf("Used: %s. Reading needs %s.", t.Credentials, t.Permission)
	}
}

// otherwise is what else a 404 without words can mean: a cluster that doesn't know
// the path.
func (t Service) otherwise(object Subject) string {
	if !t.LacksPaths || object.NotFound == "" {
		return ""
	}
	return "\n\nIf it is right: " + object.NotFound
}
