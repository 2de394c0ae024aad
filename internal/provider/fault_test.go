// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// Shorthands for the faults.
type fault = simulator.InjectedError

func status(code int) fault {
	return fault{Status: code}
}

func header(f fault, name, value string) fault {
	f.Headers = map[string]string{name: value}
	return f
}

// failure is an error as a user sees it, with its paragraphs.
func failure(summary string, paragraphs ...string) string {
	return "error: " + summary + "\n" + strings.Join(paragraphs, "\n\n")
}

// always is a queue without an end.
func always(f fault) []fault {
	f.Times = math.MaxInt
	return []fault{f}
}

// faultTest is one thing that goes wrong, and what the user sees of it.
type faultTest struct {
	// data is what is read: interfaceStatus where it is empty.
	data      string
	arguments object
	options   simulator.Options
	variables environment
	// route is where the faults are shown: the status that is read where it is empty.
	route  string
	faults []fault
	// prepare is for what isn't a fault of a route.
	prepare func(*simulator.Simulator, environment)
	// requests is how many arrived; logins how many of them were answered with a
	// session.
	requests, logins int
	// want is the error, empty where the read succeeds.
	want string
}

func (f *faultTest) run(t *testing.T) {
	t.Helper()
	s := simulatortest.Start(t, f.options)
	variables := environmentOf(s, f.variables)
	data, arguments, route := interfaceStatus, maps.Clone(oneInterface), statusRoute
	if f.data == interconnectStatus {
		data, arguments, route = interconnectStatus, maps.Clone(oneInterconnect), interconnectGet
	}
	route = cmp.Or(f.route, route)
	maps.Copy(arguments, f.arguments)
	s.InjectOnce(route, f.faults...)
	if f.prepare != nil {
		f.prepare(s, variables)
	}
	p := start(t, variables)
	state, d := p.read(t.Context(), t, data, arguments)
	same(t, normalized(d.String(), s), f.want)
	if (state != nil) != (f.want == "") {
		t.Errorf("got the state %v", state)
	}
	if n := len(s.Requests()); n != f.requests {
		t.Errorf("%d requests arrived, want %d: %q", n, f.requests, paths(s))
	}
	if n := s.Logins(); n != f.logins {
		t.Errorf("%d logins, want %d", n, f.logins)
	}
}

// What a 404, and a TLS handshake, tell to check.
const (
	noInterfaceAdvice = "The interface or the node may not exist: data \"netstatus_network_interfaces\" lists the interfaces, and data \"netstatus_nodes\" the nodes. " +
		"This cluster may manage its networks from the host, and then answers v3 only: use netstatus_node_network_status, which shows what \"qq network_status\" shows."
	certificateAdvice = "Set qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the certificate that the cluster presents, which is then trusted whatever names it holds, or to the CA that signed it. " +
		"If it isn't the certificate, check qumulo.host and qumulo.port, and what is in between. TLS 1.2 is the oldest version that is used."
	notSentAgain         = "This login is not sent again, because accounts get locked: every read that needs it fails alike."
	noInterconnectAdvice = "data \"netstatus_interconnects\" lists the interconnects of the account; icon is the name of one."
)

var quick = environment{"NETSTATUS_MAX_RETRIES": "1"}

func TestFaults(t *testing.T) {
	t.Parallel()
	// Long enough for a good attempt on a busy machine.
	slow := environment{"NETSTATUS_REQUEST_TIMEOUT": "5s", "NETSTATUS_MAX_RETRIES": "1"}
	for name, test := range map[string]*faultTest{
		// What passes is survived.
		"503 twice":             {faults: []fault{status(503), status(503)}, requests: 3},
		"500":                   {faults: []fault{status(500)}, requests: 2},
		"502, 504, 408 and 520": {faults: []fault{status(502), status(504), status(408), status(520)}, requests: 5},
		"429 with a wait":       {data: interconnectStatus, faults: []fault{header(status(429), "Retry-After", "1")}, requests: 2},
		"503 with a date": {
			faults: []fault{header(status(503), "Retry-After", time.Now().Add(time.Second).UTC().Format(http.TimeFormat))}, requests: 2,
		},
		"a date in the past":        {faults: []fault{header(status(503), "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")}, requests: 2},
		"a wait that isn't one":     {faults: []fault{header(status(503), "Retry-After", "soon")}, requests: 2},
		"a reset":                   {faults: []fault{{Reset: true}}, requests: 2},
		"a body cut off":            {faults: []fault{{CutOff: true}}, requests: 2},
		"an attempt that's slow":    {variables: slow, faults: []fault{{Delay: time.Minute}}, requests: 2},
		"a hang":                    {variables: slow, faults: []fault{{Hang: true}}, requests: 2},
		"a body that drips":         {variables: slow, faults: []fault{{Drip: 50 * time.Millisecond}}, requests: 2},
		"a login that fails":        {variables: session, route: loginRoute, faults: []fault{status(503), {Reset: true}}, requests: 4, logins: 1},
		"a session that ended":      {variables: session, faults: []fault{{Status: 401}}, requests: 4, logins: 2},
		"a 503 after a new session": {variables: session, faults: []fault{{Status: 401}, status(503)}, requests: 5, logins: 2},
		"plain text":                {faults: []fault{header(fault{Body: `{"node_id":2}`}, "Content-Type", "text/plain; charset=utf-8")}, requests: 1},
		"no encoding":               {faults: []fault{header(fault{Body: `{"node_id":2}`}, "Content-Encoding", "identity")}, requests: 1},
		"no type":                   {faults: []fault{header(fault{Body: `{"node_id":2}`}, "Content-Type", "")}, requests: 1},

		// What doesn't pass is told at once.
		"lasting 503": {
			faults: always(status(503)), requests: 5,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 503 Service Unavailable: http_error: Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 503, 5 attempts."),
		},
		"lasting 503 of Cloudflare": {
			data: interconnectStatus, faults: always(status(503)), requests: 5,
			want: failure("Cloudflare answered with an error",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 503 Service Unavailable: 10503: Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 503, 5 attempts, cf-ray RAY."),
		},
		"lasting 520": {
			variables: quick, data: interconnectStatus, faults: always(status(520)), requests: 2,
			want: failure("Cloudflare answered with an error",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 520: 10520",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 520, 2 attempts, cf-ray RAY."),
		},
		"lasting HTML of a gateway": {
			variables: quick, data: interconnectStatus, faults: always(header(fault{Status: 502, Body: "<html>\n<head><title>502 Bad Gateway</title></head>\n</html>"}, "Content-Type", "text/html")), requests: 2,
			want: failure("Cloudflare answered with an error",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 502 Bad Gateway, with a body that begins: <html> <head><title>502 Bad Gateway</title></head> </html>",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 502, 2 attempts, cf-ray RAY."),
		},
		"lasting 429": {
			variables: quick, data: interconnectStatus, faults: always(header(status(429), "Retry-After", "0")), requests: 2,
			want: failure("Cloudflare limits the requests",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 429 Too Many Requests: 971: Too Many Requests",
				"Try again later, make fewer requests at a time (-parallelism), or raise max_retries.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 429, 2 attempts, waited WHILE as the service asked, cf-ray RAY."),
		},
		"waits without an end": {
			variables: environment{"NETSTATUS_MAX_RETRIES": "2"}, faults: always(header(status(429), "Retry-After", "1")), requests: 3,
			want: failure("Qumulo limits the requests",
				"Network interface 1 on node 2 could not be read. Qumulo answered 429 Too Many Requests: http_error: Too Many Requests",
				"Try again later, make fewer requests at a time (-parallelism), or raise max_retries.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 429, 3 attempts, waited WHILE as the service asked, last asked to wait 1s (Retry-After)."),
		},
		"an encoding that wasn't asked for": {
			faults: []fault{header(fault{Body: "x"}, "Content-Encoding", "br")}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: the body has the Content-Encoding \"br\", which wasn't asked for.",
				"Expected: a body as it is, or in gzip\nThe answer begins: x",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"an error in such an encoding": {
			faults: []fault{header(fault{Status: 403, Body: "x"}, "Content-Encoding", "br")}, requests: 1,
			want: failure("Qumulo denies access",
				"Network interface 1 on node 2 could not be read. Qumulo answered 403 Forbidden, with a body in the Content-Encoding \"br\", which wasn't asked for",
				"Credentials used: QUMULO_TOKEN of the environment. Reading needs the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 403, 1 attempt."),
		},
		"a wait of a day": {
			faults: always(header(status(503), "Retry-After", "86400")), requests: 1,
			want: failure("Qumulo's rate limit: wait required",
				"Network interface 1 on node 2 could not be read: Qumulo asks to wait 24h0m0s before the next request. Without timeouts, all reads of it together wait six minutes for an answer, of which 6m0s are left. Try again later, or give the reads more time with timeouts.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 503, 1 attempt, last asked to wait 24h0m0s (Retry-After)."),
		},
		"a wait of a day of Cloudflare": {
			data: interconnectStatus, faults: always(header(status(429), "Retry-After", "86400")), requests: 1,
			want: failure("Cloudflare's rate limit: wait required",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read: Cloudflare asks to wait 24h0m0s before the next request. Without timeouts, all reads of it together wait six minutes for an answer, of which 6m0s are left. Try again later, or give the reads more time with timeouts.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 429, 1 attempt, last asked to wait 24h0m0s (Retry-After), cf-ray RAY."),
		},
		"a wait that doesn't fit the deadline": {
			arguments: object{"timeouts": object{"read": "9s"}}, faults: always(header(status(503), "Retry-After", "60")), requests: 1,
			want: failure("Qumulo's rate limit: wait required",
				"Network interface 1 on node 2 could not be read: Qumulo asks to wait 1m0s before the next request, longer than the FEWs that this read may still take. Try again later, or give the read more time with timeouts.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 503, 1 attempt, last asked to wait 1m0s (Retry-After)."),
		},
		"501": {
			faults: always(status(501)), requests: 1,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 501 Not Implemented: http_error: Not Implemented",
				noInterfaceAdvice,
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 501, 1 attempt."),
		},
		"400": {
			faults: always(status(400)), requests: 1,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 400 Bad Request: decode_error: Bad Request",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 400, 1 attempt."),
		},
		"409 with a nested error": {
			faults: []fault{{Status: 409, Body: `{"inner":{"error_class":"conflict_error","description":"Busy."}}`}}, requests: 1,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 409 Conflict: conflict_error: Busy.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 409, 1 attempt."),
		},
		"418 with a text": {
			faults: []fault{{Status: 418, Body: "I am a\tteapot \x1b[31m"}}, requests: 1,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 418 I'm a teapot, with a body that begins: I am a teapot �[31m",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 418, 1 attempt."),
		},
		"404": {
			arguments: object{"node_id": 99}, requests: 1,
			want: failure("Network interface 1 on node 99 not found",
				"Qumulo answered 404 Not Found: fs_no_such_entry_error: Not Found",
				noInterfaceAdvice,
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/99, HTTP status 404, 1 attempt."),
		},
		"404 of Cloudflare": {
			data: interconnectStatus, arguments: object{"icon": "icon-xyz"}, requests: 1,
			want: failure("Interconnect \"icon-xyz\" of account 023e…c353 not found",
				"Cloudflare answered 404 Not Found: 10404: Not Found",
				noInterconnectAdvice,
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-xyz/status, HTTP status 404, 1 attempt, cf-ray RAY."),
		},
		"a token that isn't right": {
			variables: environment{"QUMULO_TOKEN": "other"}, requests: 1,
			want: failure("Qumulo refuses the credentials",
				"Network interface 1 on node 2 could not be read. Qumulo answered 401 Unauthorized: http_unauthorized_error: Authentication is required, or the bearer token is not valid.",
				"Credentials used: QUMULO_TOKEN of the environment. Check that they are right and have not expired or been disabled. Reading needs the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 401, 1 attempt."),
		},
		"a password that isn't right": {
			variables: environment{"QUMULO_TOKEN": "", "QUMULO_USERNAME": simulator.Username, "QUMULO_PASSWORD": "other"}, requests: 1,
			want: failure("Qumulo refuses the credentials",
				"Network interface 1 on node 2 could not be read. Qumulo answered 401 Unauthorized: http_unauthorized_error: Incorrect username or password.",
				"Credentials used: QUMULO_USERNAME and QUMULO_PASSWORD of the environment. Check that they are right, and that the account is not locked or disabled. This login is not sent again, because accounts get locked: every read that needs it fails alike.",
				"Request: POST https://QUMULO/v1/session/login, HTTP status 401, 1 attempt."),
		},
		"a new session that isn't right": {
			variables: session, faults: always(status(401)), requests: 4, logins: 2,
			want: failure("Qumulo refuses the credentials",
				"Network interface 1 on node 2 could not be read. Qumulo answered 401 Unauthorized: http_unauthorized_error: Unauthorized",
				"Credentials used: QUMULO_USERNAME and QUMULO_PASSWORD of the environment. Check that they are right and have not expired or been disabled. Reading needs the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 401, 2 attempts."),
		},
		"no right": {
			faults: []fault{status(403)}, requests: 1,
			want: failure("Qumulo denies access",
				"Network interface 1 on node 2 could not be read. Qumulo answered 403 Forbidden: http_forbidden_error: Forbidden",
				"Credentials used: QUMULO_TOKEN of the environment. Reading needs the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 403, 1 attempt."),
		},
		"no right at Cloudflare": {
			data: interconnectStatus, faults: []fault{status(403)}, requests: 1,
			want: failure("Cloudflare refuses the credentials",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 403 Forbidden: 10000: Forbidden",
				"Credentials used: CLOUDFLARE_API_TOKEN of the environment. Check that they are right and have not expired or been disabled. Reading needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write on the account.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 403, 1 attempt, cf-ray RAY."),
		},
		"a key that isn't right": {
			data: interconnectStatus, requests: 1,
			variables: environment{"CLOUDFLARE_API_TOKEN": "", "CLOUDFLARE_API_KEY": "other", "CLOUDFLARE_EMAIL": simulator.Email},
			want: failure("Cloudflare refuses the credentials",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 403 Forbidden: 10000: Authentication error",
				"Credentials used: CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL of the environment. Check that they are right and have not expired or been disabled. Reading needs one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write on the account.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 403, 1 attempt, cf-ray RAY."),
		},
		"a product that the account lacks": {
			data: interconnectStatus, requests: 1, faults: []fault{{Status: 403, Body: `{"success":false,"errors":[{"code":10010,"message":"not_entitled"}]}`}},
			want: failure("The account has no such product",
				"Interconnect \"icon-fra-1\" of account 023e…c353 could not be read. Cloudflare answered 403 Forbidden: 10010: not_entitled",
				"It is the account that lacks the product, and not a right of the credentials: ask the service to enable it, or check which account is asked.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 403, 1 attempt, cf-ray RAY."),
		},
		"a 404 without content": {
			data: interconnectStatus, requests: 1, faults: []fault{{Status: 404, Body: " "}},
			want: failure("Interconnect \"icon-fra-1\" of account 023e…c353 not found",
				"Cloudflare answered 404 Not Found",
				"The service gives no reason. "+noInterconnectAdvice+" If the name is right: account_id (CLOUDFLARE_ACCOUNT_ID) or cloudflare.base_url (CLOUDFLARE_BASE_URL) is wrong: "+
					"compare them with the account id in Cloudflare's dashboard, and with https://api.cloudflare.com/client/v4/.",
				"Request: GET http://CLOUDFLARE/client/v4/accounts/"+account+"/cni/interconnects/icon-fra-1/status, HTTP status 404, 1 attempt, cf-ray RAY."),
		},
		"a proxy's answer": {
			variables: quick, faults: always(status(203)), requests: 2,
			want: failure("A cache answered in place of Qumulo",
				"Network interface 1 on node 2 could not be read: answered with a status that isn't the service's own: 203 Non-Authoritative Information. Something in between, such as a proxy or a gateway, keeps answers: have it pass this machine's requests on to the service.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 203, 2 attempts."),
		},
		"an answer to a condition": {
			faults: []fault{status(304)}, requests: 1,
			want: failure("A cache answered in place of Qumulo",
				"Network interface 1 on node 2 could not be read: answered that nothing has changed (304), though the request didn't ask whether. Something in between, such as a proxy or a gateway, keeps answers: have it pass this machine's requests on to the service.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 304, 1 attempt."),
		},
		"a redirect that doesn't say where": {
			faults: []fault{status(303)}, requests: 1,
			want: failure("Qumulo redirects",
				"Network interface 1 on node 2 could not be read: the request was redirected without saying where. Redirects are not followed, because the credentials are for the configured host only. Set qumulo.host and qumulo.port to where the service really is.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 303, 1 attempt."),
		},
		"a redirect to nowhere that goes on and on": {
			faults: []fault{header(status(302), "Location", "http://[::1"+strings.Repeat("x", 50_000))}, requests: 1,
			want: failure("Qumulo redirects",
				"Network interface 1 on node 2 could not be read: the request was redirected to \"http://[::1"+strings.Repeat("x", 988)+"…\". Redirects are not followed, because the credentials are for the configured host only. Set qumulo.host and qumulo.port to where the service really is.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 302, 1 attempt."),
		},
		"HTML": {
			faults: []fault{header(fault{Body: "<!doctype html><title>Log in</title>"}, "Content-Type", "text/html; charset=utf-8")}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: expected JSON, got text/html; charset=utf-8.",
				"Expected: the JSON document that the API documents\nThe answer begins: <!doctype html><title>Log in</title>",
				"That is a page, so it isn't the API, but something in between, such as a gateway or a proxy, or another address. Check qumulo.host and qumulo.port (QUMULO_HOST, QUMULO_PORT): Qumulo's REST port is 8000 by default; 443 is the web interface.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"no content": {
			faults: []fault{status(204)}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: expected an object, got an empty body.",
				"Expected: the JSON document that the API documents\nThe answer begins: (empty)",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 204, 1 attempt."),
		},
		"8 MB": {
			faults: []fault{{Body: "{" + strings.Repeat(" ", 8<<20) + "}"}}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: the body is larger than 1048576 bytes.",
				"Expected: a body of at most 1048576 bytes\nThe answer begins: {",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"three million brackets": {
			faults: []fault{{Body: strings.Repeat("[", 1<<20)}}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: expected an object, got an array.",
				"Expected: the JSON document that the API documents\nThe answer begins: "+strings.Repeat("[", 190)+"[[[[[[[[[…",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"brackets in a member": {
			faults: []fault{{Body: `{"more":` + strings.Repeat("[", 1<<19)}}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: more"+strings.Repeat("[0]", 32)+"…: not JSON at byte 10007: exceeded max depth.",
				"Expected: the JSON document that the API documents\nThe answer begins: {\"more\":"+strings.Repeat("[", 190)+"[…",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"a member with a long name": {
			faults: []fault{{Body: `{"` + strings.Repeat("x", 1<<19) + `":?`}}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: …: not JSON at byte 524292: invalid character '?' at start of value.",
				"Expected: the JSON document that the API documents\nThe answer begins: {\""+strings.Repeat("x", 197)+"…",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
		"a message that goes on and on": {
			faults: []fault{{Status: 400, Body: `{"error_class":"e","description":"` + strings.Repeat("x", 1<<19) + `"}`}}, requests: 1,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 400 Bad Request: e: "+strings.Repeat("x", 999)+"…",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 400, 1 attempt."),
		},
		"bodies that are cut off": {
			variables: quick, faults: always(fault{CutOff: true, Body: `{"node_id": 2, "node_name": "x"}`}), requests: 2,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: the body was cut off after 16 bytes: unexpected EOF.",
				"Expected: a complete body\nThe answer begins: {\"node_id\": 2, \"",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 2 attempts."),
		},
		"resets": {
			variables: quick, faults: always(fault{Reset: true}), requests: 2,
			want: failure("Qumulo can't be reached",
				"Network interface 1 on node 2 could not be read: read tcp LOCAL->QUMULO: read: connection reset by peer. Check qumulo.host and qumulo.port, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 2 attempts."),
		},
		"hangs": {
			variables: environment{"NETSTATUS_REQUEST_TIMEOUT": "2s", "NETSTATUS_MAX_RETRIES": "1"}, faults: always(fault{Hang: true}), requests: 2,
			want: failure("Qumulo does not answer",
				"Network interface 1 on node 2 could not be read: no complete response within 2s. Check the network in between, or raise request_timeout.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 2 attempts."),
		},
		"a hang and a deadline": {
			arguments: object{"timeouts": object{"read": "3s"}}, faults: always(fault{Hang: true}), requests: 1,
			want: failure("Timed out",
				"Network interface 1 on node 2 could not be read: no answer had come when the time set in timeouts was up. Check qumulo.host and qumulo.port and the network in between, or set a longer time.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt."),
		},
		"a failure and a deadline": {
			arguments: object{"timeouts": object{"read": "5s"}},
			faults:    []fault{status(500), {Hang: true}}, requests: 2,
			want: failure("Timed out",
				"Network interface 1 on node 2 could not be read: the time set in timeouts is up. The last failure: Qumulo answered 500 Internal Server Error: http_error: Internal Server Error. Try again later, or set a longer time.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 2 attempts."),
		},
		"a port where nobody listens": {
			variables: quick, prepare: func(s *simulator.Simulator, _ environment) { s.Close() },
			want: failure("Qumulo can't be reached",
				"Network interface 1 on node 2 could not be read: dial tcp QUMULO: connect: connection refused. Check qumulo.host and qumulo.port, the network in between, and the proxy (HTTPS_PROXY, NO_PROXY).",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 2 attempts."),
		},
		"a port without TLS": {prepare: func(s *simulator.Simulator, variables environment) {
			_, variables["QUMULO_PORT"], _ = strings.Cut(strings.TrimSuffix(s.CloudflareURL(), "/client/v4/"), "127.0.0.1:")
		}, want: failure("The TLS handshake with Qumulo failed",
			"Network interface 1 on node 2 could not be read: tls: first record does not look like a TLS handshake. "+certificateAdvice,
			"Request: GET https://CLOUDFLARE/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt.")},
		"an authority that nobody knows": {
			variables: environment{"QUMULO_CA_CERTIFICATE": ""},
			want: failure("The TLS handshake with Qumulo failed",
				"Network interface 1 on node 2 could not be read: tls: failed to verify certificate: x509: certificate signed by unknown authority. "+certificateAdvice,
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt."),
		},
		"a certificate for another name": {
			variables: environment{"QUMULO_TLS_SERVER_NAME": "qumulo.example.com"},
			want: failure("The TLS handshake with Qumulo failed",
				"Network interface 1 on node 2 could not be read: tls: failed to verify certificate: x509: certificate is valid for localhost, not qumulo.example.com. Set qumulo.tls_server_name (QUMULO_TLS_SERVER_NAME) to a name that the certificate holds, or qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the very certificate that the cluster presents: that one is trusted whatever names it holds.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt."),
		},
		"a certificate that has expired": {
			options: simulator.Options{Expired: true},
			want: failure("The TLS handshake with Qumulo failed",
				"Network interface 1 on node 2 could not be read: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time TIME is after TIME. Renew the certificate, or set this machine's clock.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt."),
		},
		"a login without a token": {
			variables: session, route: loginRoute, faults: []fault{{Body: `{"bearer_token":""}`}}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: expected a JSON object whose bearer_token is a string that isn't empty.",
				"Expected: the JSON document that the API documents\nThe answer begins: (not shown: it may hold a token)", notSentAgain,
				"Request: POST https://QUMULO/v1/session/login, HTTP status 200, 1 attempt."),
		},
		"a login that answers with HTML": {
			variables: session, route: loginRoute, faults: []fault{header(fault{Body: "<html>"}, "Content-Type", "text/html")}, requests: 1,
			want: failure("Qumulo's answer can't be read",
				"Network interface 1 on node 2 could not be read: expected JSON, got text/html.",
				"Expected: the JSON document that the API documents\nThe answer begins: (not shown: it may hold a token)",
				"That is a page, so it isn't the API, but something in between, such as a gateway or a proxy, or another address. Check qumulo.host and qumulo.port (QUMULO_HOST, QUMULO_PORT): Qumulo's REST port is 8000 by default; 443 is the web interface.", notSentAgain,
				"Request: POST https://QUMULO/v1/session/login, HTTP status 200, 1 attempt."),
		},
		"a login that is redirected": {
			variables: session, route: loginRoute, faults: []fault{header(status(302), "Location", "https://sso.example/")}, requests: 1,
			want: failure("Qumulo redirects",
				"Network interface 1 on node 2 could not be read: the request was redirected to \"https://sso.example/\". Redirects are not followed, because the credentials are for the configured host only. Set qumulo.host and qumulo.port to where the service really is. "+notSentAgain,
				"Request: POST https://QUMULO/v1/session/login, HTTP status 302, 1 attempt."),
		},
		"a login of a locked account": {
			variables: session, route: loginRoute, faults: []fault{{Status: 423, Body: `{"error_class":"locked","description":"Locked."}`}}, requests: 1,
			want: failure("Qumulo refuses the credentials",
				"Network interface 1 on node 2 could not be read. Qumulo answered 423 Locked: locked: Locked.",
				"Credentials used: QUMULO_USERNAME and QUMULO_PASSWORD of the environment. Check that they are right, and that the account is not locked or disabled. "+notSentAgain,
				"Request: POST https://QUMULO/v1/session/login, HTTP status 423, 1 attempt."),
		},
		"logins that go on failing": {
			variables: environment{"QUMULO_TOKEN": "", "QUMULO_USERNAME": simulator.Username, "QUMULO_PASSWORD": simulator.Password, "NETSTATUS_MAX_RETRIES": "1"}, route: loginRoute, faults: always(status(503)), requests: 2,
			want: failure("Qumulo answered with an error",
				"Network interface 1 on node 2 could not be read. Qumulo answered 503 Service Unavailable: http_error: Service Unavailable",
				"The service may be down or restarting. Try again later, or raise max_retries.",
				"Request: POST https://QUMULO/v1/session/login, HTTP status 503, 2 attempts."),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}
