// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// canary is in every secret, in letters that no encoding changes, so that none may
// be found in whatever encoding. A secret has what each encoding changes.
const canary = "CANARY"

// secret is a credential that every encoder writes in a way of its own. Only a
// password may hold white space.
func secret(name string) string {
	space := ""
	if name == "password" {
		space = " "
	}
	return canary + "-" + name + "-\"'<&>\\/%+" + space + "?é😀=" + canary
}

// leak fails where a canary is found.
func leak(t *testing.T, where, text string) {
	t.Helper()
	if i := strings.Index(text, canary); i >= 0 {
		t.Errorf("%s: …%s…", where, text[max(0, i-200):min(len(text), i+200)])
	}
}

// secretServer is a simulator with a canary in every credential.
func secretServer(t *testing.T) *simulator.Simulator {
	t.Helper()
	return simulatortest.Start(t, simulator.Options{
		Token: secret("token"), Username: simulator.Username, Password: secret("password"),
		APIToken: secret("api-token"), APIKey: secret("api-key"), Email: "user@example.com",
	})
}

// credentialSets are the ways to give credentials.
var credentialSets = map[string]struct {
	data   string
	config object
}{
	"a Qumulo token":      {interfaceStatus, object{"qumulo": object{"token": secret("token")}}},
	"a Qumulo password":   {interfaceStatus, object{"qumulo": object{"username": simulator.Username, "password": secret("password")}}},
	"a Cloudflare token":  {interconnectStatus, object{"cloudflare": object{"api_token": secret("api-token")}}},
	"a Cloudflare key":    {interconnectStatus, object{"cloudflare": object{"api_key": secret("api-key"), "email": "user@example.com"}}},
	"wrong Qumulo token":  {interfaceStatus, object{"qumulo": object{"token": secret("wrong")}}},
	"wrong password":      {interfaceStatus, object{"qumulo": object{"username": simulator.Username, "password": secret("wrong")}}},
	"wrong Cloudflare":    {interconnectStatus, object{"cloudflare": object{"api_token": secret("wrong")}}},
	"wrong key":           {interconnectStatus, object{"cloudflare": object{"api_key": secret("wrong"), "email": "user@example.com"}}},
	"two Qumulo schemes":  {interfaceStatus, object{"qumulo": object{"token": secret("token"), "username": simulator.Username, "password": secret("password")}}},
	"half a Qumulo login": {interfaceStatus, object{"qumulo": object{"password": secret("password")}}},
	"half a Cloudflare":   {interconnectStatus, object{"cloudflare": object{"api_key": secret("api-key")}}},
	"a token and a line":  {interfaceStatus, object{"qumulo": object{"token": secret("token") + "\n"}}},
	"a base URL's user":   {interconnectStatus, object{"cloudflare": object{"base_url": "https://user:" + canary + "@api.example/"}}},
	"a host's user":       {interfaceStatus, object{"qumulo": object{"host": "user:" + canary + "@qumulo.example"}}},
	"a path as a host":    {interfaceStatus, object{"qumulo": object{"host": "qumulo.example/?token=" + canary}}},
}

func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	echoes := map[string][]fault{
		"good":                  {{}},
		"an echo":               {{EchoRequest: true}},
		"an echo with 500":      always(fault{EchoRequest: true, Status: 500}),
		"an echo with 401":      {{EchoRequest: true, Status: 401}, {EchoRequest: true, Status: 401}},
		"an echo cut off":       always(fault{EchoRequest: true, CutOff: true}),
		"an echo that succeeds": {{EchoRequest: true, Status: 200}},
		"resets":                always(fault{Reset: true}),
	}
	for name, set := range credentialSets {
		for echo, faults := range echoes {
			t.Run(name+", "+echo, func(t *testing.T) {
				t.Parallel()
				s := secretServer(t)
				routes := []string{statusRoute, interconnectGet}
				if set.config["qumulo"] != nil && strings.HasPrefix(name, "wrong") || strings.Contains(name, "password") {
					routes = append(routes, loginRoute)
				}
				for _, route := range routes {
					s.InjectOnce(route, faults...)
				}
				readWithCanaries(t, s, set.data, set.config)
			})
		}
	}
}

// readWithCanaries reads with credentials in the configuration, and searches
// everything for a canary and for the session's token.
func readWithCanaries(t *testing.T, s *simulator.Simulator, data string, config object) {
	t.Helper()
	variables := environmentOf(s, environment{
		"QUMULO_TOKEN": "", "CLOUDFLARE_API_TOKEN": "", "NETSTATUS_MAX_RETRIES": "1", "NETSTATUS_MAX_BACKOFF": "1ms",
	})
	p := serve(t, variables)
	arguments := maps.Clone(oneInterface)
	if data == interconnectStatus {
		arguments = maps.Clone(oneInterconnect)
	}
	leak(t, "validation", p.validate(t, config).String())
	leak(t, "configuration", p.configure(t, config).String())
	for _, expected := range []object{nil, {"expect": expectations[data], "timeouts": object{"read": "50ms"}}} {
		maps.Copy(arguments, expected)
		state, d := p.read(t.Context(), t, data, arguments)
		leak(t, "diagnostics", d.String())
		leak(t, "state", fmt.Sprint(state))
	}
	leak(t, "log", p.log.String())
	for _, request := range s.Requests() {
		if token, ok := strings.CutPrefix(request.Header.Get("Authorization"), "Bearer session-v1:"); ok && strings.Contains(p.log.String(), token) {
			t.Error("the log has the session's token")
		}
	}
}

// expectations are one for each status, which it meets.
var expectations = map[string]object{
	interfaceStatus:    {"update_status": list{"CHANGES_APPLIED"}},
	interconnectStatus: {"state": list{"Healthy"}},
}

// notShown takes the place of a text that repeats a secret.
const notShown = "(not shown: it repeats a credential)"

// TestSecretsInEveryEncoding has a body that repeats the token, and one that doesn't.
func TestSecretsInEveryEncoding(t *testing.T) {
	t.Parallel()
	s := secretServer(t)
	p := start(t, environmentOf(s, environment{"NETSTATUS_MAX_RETRIES": "0"}))
	for name, encode := range map[string]func(string) string{
		"in capitals": strings.ToUpper,
		"JSON":        func(text string) string { return inJSON(t, text) },
		"HTML":        html.EscapeString,
		"query":       url.QueryEscape,
		"base64":      func(text string) string { return base64.StdEncoding.EncodeToString([]byte("Bearer " + text)) },
		"hex":         func(text string) string { return fmt.Sprintf("%x", text) },
	} {
		for text, want := range map[string]string{secret("token"): notShown, "other": "<html>" + encode("other") + "</html>"} {
			body := "<html>" + encode(text) + "</html>"
			// Half of the body is sent, and then it is cut off.
			for _, f := range []fault{{Status: 400, Body: body}, {Status: 400, CutOff: true, Body: body + strings.Repeat(" ", len(body))}} {
				s.InjectOnce(statusRoute, f)
				_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
				if !strings.Contains(d.String(), " begins: "+want+"\n") {
					t.Errorf("%s: got %s, want %s in it", name, d, want)
				}
			}
		}
	}
	leak(t, "log", p.log.String())
}

// TestSecretsInHeaders has a service that sends our secret back in its headers.
func TestSecretsInHeaders(t *testing.T) {
	t.Parallel()
	s := secretServer(t)
	p := start(t, environmentOf(s, environment{"NETSTATUS_MAX_RETRIES": "0"}))
	token := secret("token")
	for _, code := range []int{200, 302, 400, 429, 503} {
		s.InjectOnce(statusRoute, fault{Status: code, Body: "{}", Headers: map[string]string{
			"Cf-Ray": token, "Location": "https://example.com/?token=" + url.QueryEscape(token), "Content-Type": "text/" + token,
			"Retry-After": token, "Ratelimit": token, "Ratelimit-Policy": token, "Set-Cookie": "a=" + token, "X-Token": token,
		}})
		_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
		if !d.hasError() {
			t.Errorf("%d is no error", code)
		}
		leak(t, "diagnostics", d.String())
	}
	leak(t, "log", p.log.String())
	if !strings.Contains(p.log.String(), `"header_Retry-After":"(not shown: it repeats a credential)"`) {
		t.Error("the log lacks the headers that are allowed in it")
	}
}

// TestGarbageOfALogin has answers to a login in which a token is that nobody knows
// as a secret yet.
func TestGarbageOfALogin(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]fault{
		"cut off":           {Body: `{"bearer_token":"session-v1:` + canary + `"}                                                `, CutOff: true},
		"truncated":         {Body: `{"bearer_token":"session-v1:` + canary},
		"another member":    {Body: `{"token":"` + canary + `"}`},
		"another type":      {Body: `{"bearer_token":["` + canary + `"]}`},
		"as a name":         {Body: `{"` + canary + `":tru`},
		"as a name, twice":  {Body: `{"` + canary + `":1,"` + canary + `":2}`},
		"in a list":         {Body: `["` + canary + `"]`},
		"as a string":       {Body: `"` + canary + `"`},
		"as a text":         {Body: canary},
		"HTML":              {Body: canary, Headers: map[string]string{"Content-Type": "text/html"}},
		"too large":         {Body: `{"bearer_token":"` + canary + `"}` + strings.Repeat(" ", 2<<20)},
		"good, with a line": {Body: `{"bearer_token":"` + canary + `\n"}`},
		"good, but invalid": {Body: `{"bearer_token":"` + canary + `"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.Inject(loginRoute, answer)
			s.InjectOnce(statusRoute, fault{EchoRequest: true})
			p := start(t, environmentOf(s, session))
			_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
			if !d.hasError() {
				t.Error("no error")
			}
			leak(t, "diagnostics", d.String())
			leak(t, "log", p.log.String())
		})
	}
}

// TestLog says what is in the log, so that the tests above search one that is full.
func TestLog(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.InjectOnce(statusRoute, status(503))
	s.InjectOnce(interconnectGet, header(status(503), "Retry-After", "0"))
	p := start(t, environmentOf(s, nil))
	_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
	succeed(t, d)
	_, d = p.read(t.Context(), t, interconnectStatus, oneInterconnect)
	succeed(t, d)
	log := p.log.String()
	for _, part := range []string{
		`"@module":"sdk.framework"`, `"@module":"provider.qumulo"`, `"@module":"provider.cloudflare"`,
		`"@level":"debug","@message":"response received"`,
		`"method":"GET"`, `"status":503`, `"status":200`, `"attempt":1`, `"attempt":2`, `"duration_ms":`, `"header_Cf-Ray":`, `"header_Retry-After":"0"`,
		fmt.Sprintf(`"url":"https://127.0.0.1:%d/v2/network/interfaces/1/status/2"`, s.QumuloPort()),
		`"@level":"info","@message":"waiting as long as the service asks"`,
	} {
		if !strings.Contains(log, part) {
			t.Errorf("the log lacks %s", part)
		}
	}
	for _, part := range []string{"Authorization", "Bearer", "access-v1:", simulator.APIToken} {
		if strings.Contains(log, part) {
			t.Errorf("the log has %s", part)
		}
	}
	if t.Failed() {
		t.Log(log[max(0, len(log)-3000):])
	}
}
