// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// settingNames are all settings, by their path, with their variable.
var settingNames = map[string]string{
	"qumulo.host":            "QUMULO_HOST",
	"qumulo.port":            "QUMULO_PORT",
	"qumulo.token":           "QUMULO_TOKEN",
	"qumulo.username":        "QUMULO_USERNAME",
	"qumulo.password":        "QUMULO_PASSWORD",
	"qumulo.ca_certificate":  "QUMULO_CA_CERTIFICATE",
	"qumulo.tls_server_name": "QUMULO_TLS_SERVER_NAME",
	"qumulo.insecure":        "QUMULO_INSECURE",
	"cloudflare.api_token":   "CLOUDFLARE_API_TOKEN",
	"cloudflare.api_key":     "CLOUDFLARE_API_KEY",
	"cloudflare.email":       "CLOUDFLARE_EMAIL",
	"cloudflare.account_id":  "CLOUDFLARE_ACCOUNT_ID",
	"cloudflare.base_url":    "CLOUDFLARE_BASE_URL",
	"request_timeout":        "NETSTATUS_REQUEST_TIMEOUT",
	"max_retries":            "NETSTATUS_MAX_RETRIES",
	"max_backoff":            "NETSTATUS_MAX_BACKOFF",
	"enforce":                "NETSTATUS_ENFORCE",
}

// with is a configuration of one setting.
func with(setting string, value any) object {
	section, name, nested := strings.Cut(setting, ".")
	if !nested {
		return object{section: value}
	}
	return object{section: object{name: value}}
}

// complete is with, and the other half of a scheme, so that only one thing is wrong.
func complete(setting string, value any) object {
	config := with(setting, value)
	halves := map[string]string{"username": "password", "password": "username", "api_key": "email", "email": "api_key"}
	for _, section := range []string{"qumulo", "cloudflare"} {
		if members, ok := config[section].(object); ok {
			if other := halves[strings.TrimPrefix(setting, section+".")]; other != "" {
				members[other] = "x"
			}
		}
	}
	return config
}

func TestSchemaHoldsTheSettings(t *testing.T) {
	t.Parallel()
	sensitive := map[string]bool{"qumulo.token": true, "qumulo.password": true, "cloudflare.api_token": true, "cloudflare.api_key": true}
	found := map[string]bool{}
	schema := serve(t, nil).schemas.Provider.Block
	for _, attribute := range schema.Attributes {
		found[attribute.Name] = attribute.Sensitive
	}
	for _, block := range schema.BlockTypes {
		if block.Nesting != tfprotov6.SchemaNestedBlockNestingModeSingle {
			t.Errorf("%s may be there more than once", block.TypeName)
		}
		for _, nested := range block.Block.Attributes {
			name := block.TypeName + "." + nested.Name
			found[name] = nested.Sensitive
			if variable := settingNames[name]; !nested.Optional || !strings.Contains(nested.Description, variable) {
				t.Errorf("%s isn't optional, or its description doesn't name %s: %s", name, variable, nested.Description)
			}
		}
	}
	if len(found) != len(settingNames) {
		t.Errorf("got %d settings, want %d", len(found), len(settingNames))
	}
	for name, variable := range settingNames {
		if !slices.ContainsFunc(provider.EnvironmentPrefixes(), func(prefix string) bool { return strings.HasPrefix(variable, prefix) }) {
			t.Errorf("%s begins with none of %q", variable, provider.EnvironmentPrefixes())
		}
		if secret, ok := found[name]; !ok || secret != sensitive[name] {
			t.Errorf("%s: in the schema %t, sensitive %t, want it sensitive %t", name, ok, secret, sensitive[name])
		}
	}
}

func TestConfigurationBeatsEnvironment(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	good := environmentOf(s, nil)
	wrong := environment{
		"QUMULO_HOST": "wrong host", "QUMULO_PORT": "none", "QUMULO_TOKEN": "wrong", "QUMULO_CA_CERTIFICATE": "wrong",
		"QUMULO_TLS_SERVER_NAME": "wrong name", "QUMULO_INSECURE": "perhaps",
		"CLOUDFLARE_BASE_URL": "wrong", "CLOUDFLARE_API_TOKEN": "wrong", "CLOUDFLARE_ACCOUNT_ID": "..",
		"NETSTATUS_REQUEST_TIMEOUT": "soon", "NETSTATUS_MAX_RETRIES": "many", "NETSTATUS_MAX_BACKOFF": "long",
	}
	p := serve(t, wrong)
	succeed(t, p.configure(t, object{
		"qumulo": object{
			"host": good["QUMULO_HOST"], "port": s.QumuloPort(), "token": good["QUMULO_TOKEN"],
			"ca_certificate": good["QUMULO_CA_CERTIFICATE"], "tls_server_name": "localhost", "insecure": false,
		},
		"cloudflare":      object{"base_url": s.CloudflareURL(), "api_token": good["CLOUDFLARE_API_TOKEN"], "account_id": account},
		"request_timeout": "10s", "max_retries": 0, "max_backoff": "1ms",
	}))
	_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
	succeed(t, d)
	state, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
	succeed(t, d)
	if state["account_id"] != account {
		t.Errorf("got account %v, want the provider's shown", state["account_id"])
	}
}

// TestCredentials says which credentials go out, and which mistakes are errors
// without a request.
func TestCredentials(t *testing.T) {
	t.Parallel()
	bothQumulo := environment{"QUMULO_USERNAME": simulator.Username, "QUMULO_PASSWORD": simulator.Password}
	bothCloudflare := environment{"CLOUDFLARE_API_KEY": simulator.APIKey, "CLOUDFLARE_EMAIL": simulator.Email}
	without := func(names ...string) environment {
		variables := environment{}
		for _, name := range names {
			variables[name] = ""
		}
		return variables
	}
	for name, test := range map[string]struct {
		object    string
		variables environment
		config    object
		// header is what goes out in the last request, or else error what is said.
		header, error string
		login         bool
	}{
		"Qumulo: a token of the environment": {object: interfaceStatus, config: object{"qumulo": object{}}, header: "Authorization=Bearer " + simulator.Token},
		"Qumulo: of two schemes in the environment the token wins": {
			object: interfaceStatus, variables: bothQumulo, header: "Authorization=Bearer " + simulator.Token,
		},
		"Qumulo: beside a token half a scheme in the environment doesn't matter": {
			object: interfaceStatus, variables: environment{"QUMULO_USERNAME": simulator.Username}, header: "Authorization=Bearer " + simulator.Token,
		},
		"Qumulo: user and password of the environment": {
			object: interfaceStatus, variables: session, header: "Authorization=Bearer session-v1:", login: true,
		},
		"Qumulo: user and password of the configuration beat a token of the environment": {
			object: interfaceStatus, config: object{"qumulo": object{"username": simulator.Username, "password": simulator.Password}},
			header: "Authorization=Bearer session-v1:", login: true,
		},
		"Qumulo: a token of the configuration beats user and password of the environment": {
			object: interfaceStatus, variables: session, config: object{"qumulo": object{"token": simulator.Token}},
			header: "Authorization=Bearer " + simulator.Token,
		},
		"Qumulo: a user in the configuration doesn't get the environment's password": {
			object: interfaceStatus, variables: bothQumulo, config: object{"qumulo": object{"username": simulator.Username}},
			error: "error at qumulo.password: Incomplete Qumulo credentials\n" +
				"qumulo.username is given, but qumulo.password is not. Set it as well. Credentials come from one place: beside qumulo.username the environment variable QUMULO_PASSWORD is not read; to use the environment, leave both out and set QUMULO_USERNAME and QUMULO_PASSWORD.",
		},
		"Qumulo: a password alone in the environment": {
			object: interfaceStatus, variables: environment{"QUMULO_TOKEN": "", "QUMULO_PASSWORD": simulator.Password, "QUMULO_USERNAME": ""},
			error: "error at qumulo.username: Incomplete Qumulo credentials\n" +
				"The environment variable QUMULO_PASSWORD is set, but QUMULO_USERNAME is not. Set it as well, or put qumulo.password and qumulo.username into the provider's configuration.",
		},
		"Qumulo: two schemes in the configuration": {
			object: interfaceStatus, config: object{"qumulo": object{"token": simulator.Token, "username": simulator.Username}},
			error: "error at qumulo.token: Conflicting Qumulo credentials\nqumulo.token can't be combined with qumulo.username or qumulo.password.",
		},
		"Qumulo: a token is given twice, and the configuration's is wrong": {
			object: interfaceStatus, config: object{"qumulo": object{"token": "other"}}, header: "Authorization=Bearer other",
		},
		"Qumulo: nothing at all": {
			object: interfaceStatus, variables: without("QUMULO_HOST", "QUMULO_TOKEN"),
			error: "error at qumulo.host: Qumulo is not configured\n" +
				"The cluster's address is missing. Set qumulo.host in the provider's configuration, or the environment variable QUMULO_HOST.\n---\n" +
				"error at qumulo.token: Qumulo is not configured\n" +
				"The credentials are missing. Set qumulo.token, or qumulo.username and qumulo.password, in the provider's configuration; or the environment variables QUMULO_TOKEN, or QUMULO_USERNAME and QUMULO_PASSWORD.",
		},
		"Cloudflare: a token of the environment": {object: interconnectStatus, config: object{"cloudflare": object{}}, header: "Authorization=Bearer " + simulator.APIToken},
		"Cloudflare: of two schemes in the environment the token wins": {
			object: interconnectStatus, variables: bothCloudflare, header: "Authorization=Bearer " + simulator.APIToken,
		},
		"Cloudflare: key and e-mail of the environment": {
			object:    interconnectStatus,
			variables: environment{"CLOUDFLARE_API_TOKEN": "", "CLOUDFLARE_API_KEY": simulator.APIKey, "CLOUDFLARE_EMAIL": simulator.Email},
			header:    "X-Auth-Key=" + simulator.APIKey,
		},
		"Cloudflare: key and e-mail of the configuration beat a token of the environment": {
			object: interconnectStatus, config: object{"cloudflare": object{"api_key": simulator.APIKey, "email": simulator.Email}},
			header: "X-Auth-Email=" + simulator.Email,
		},
		"Cloudflare: a key in the configuration doesn't get the environment's e-mail": {
			object: interconnectStatus, variables: bothCloudflare, config: object{"cloudflare": object{"api_key": simulator.APIKey}},
			error: "error at cloudflare.email: Incomplete Cloudflare credentials\n" +
				"cloudflare.api_key is given, but cloudflare.email is not. Set it as well. Credentials come from one place: beside cloudflare.api_key the environment variable CLOUDFLARE_EMAIL is not read; to use the environment, leave both out and set CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL.",
		},
		"Cloudflare: two schemes in the configuration": {
			object: interconnectStatus, config: object{"cloudflare": object{"api_token": simulator.APIToken, "api_key": simulator.APIKey, "email": simulator.Email}},
			error: "error at cloudflare.api_token: Conflicting Cloudflare credentials\ncloudflare.api_token can't be combined with cloudflare.api_key or cloudflare.email.",
		},
		"Cloudflare: nothing at all": {
			object: interconnectStatus, variables: without("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"),
			error: "error at cloudflare.api_token: Cloudflare is not configured\n" +
				"The credentials are missing. Set cloudflare.api_token, or cloudflare.api_key and cloudflare.email, in the provider's configuration; or the environment variables CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL.\n---\n" +
				"error at cloudflare.account_id: Cloudflare is not configured\n" +
				"The account is missing. Set cloudflare.account_id in the provider's configuration, or the environment variable CLOUDFLARE_ACCOUNT_ID.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			p := serve(t, environmentOf(s, test.variables))
			arguments := oneInterface
			if test.object == interconnectStatus {
				arguments = oneInterconnect
			}
			// Whatever is wrong, it is the read that says so. What contradicts
			// itself within the configuration is also said while validating.
			if d := p.validate(t, test.config); test.config == nil || test.error == "" {
				succeed(t, d)
			} else {
				same(t, d.String(), test.error)
			}
			succeed(t, p.configure(t, test.config))
			if n := s.Connections(); n != 0 {
				t.Errorf("%d connections were made before anything was read", n)
			}
			_, d := p.read(t.Context(), t, test.object, arguments)
			if test.error != "" {
				same(t, d.String(), test.error)
				if n := s.Connections(); n != 0 {
					t.Errorf("%d connections were made without settings", n)
				}
				return
			}
			requests := s.Requests()
			name, value, _ := strings.Cut(test.header, "=")
			last := requests[len(requests)-1]
			if got := last.Header.Get(name); !strings.HasPrefix(got, value) {
				t.Errorf("got %s: %q, want %q", name, got, value)
			}
			if strings.HasPrefix(test.header, "X-Auth") == (last.Header.Get("Authorization") != "") {
				t.Errorf("two schemes went out, or none: %v", last.Header)
			}
			if got := s.Logins() == 1; got != test.login {
				t.Errorf("logged in: %t, want %t", got, test.login)
			}
		})
	}
}

func TestUnknownSettingsAreNeverTakenFromTheEnvironment(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	check := func(name, at string, config object) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, data := range []string{interfaceStatus, interconnectStatus} {
				p := serve(t, environmentOf(s, environment{"QUMULO_INSECURE": "true"}))
				succeed(t, p.validate(t, config))
				d := p.configure(t, config)
				if _, ok := config["qumulo"]; ok && strings.HasSuffix(at, "insecure") || at == "qumulo" {
					succeed(t, d) // Not known to be on.
				} else if len(d) != 1 {
					t.Errorf("want the warning about insecure, got %s", d)
				}
				arguments := oneInterface
				if data == interconnectStatus {
					arguments = oneInterconnect
				}
				if at == "enforce" {
					// It is asked only where something is expected.
					arguments = map[string]object{
						interfaceStatus:    argumentsOf(interfaceStatus, object{"expect": object{"interface_status": list{"UP"}}}),
						interconnectStatus: argumentsOf(interconnectStatus, object{"expect": object{"state": list{"Healthy"}}}),
					}[data]
				}
				concerned := !strings.Contains(at, ".") && at != "qumulo" && at != "cloudflare" ||
					strings.HasPrefix(at, "qumulo") && data == interfaceStatus || strings.HasPrefix(at, "cloudflare") && data == interconnectStatus
				_, d = p.read(t.Context(), t, data, arguments)
				if !concerned {
					succeed(t, d)
					continue
				}
				same(t, d.String(), fmt.Sprintf("error at %s: Provider setting not known yet\n"+
					"The provider's %s depends on something that is known only after apply, so nothing can be read while planning. It is not replaced by the environment.\n\n"+
					"Give it a value that is known while planning. If a resource of the same configuration makes it, use the ephemeral resource with after = RESOURCE.id, which is then read in the same run, when that resource is there; "+
					"or first apply what it depends on: terraform apply -target=…", at, at))
			}
		})
	}
	check("all of qumulo", "qumulo", object{"qumulo": unknown{}})
	check("all of cloudflare", "cloudflare", object{"cloudflare": unknown{}})
	for setting := range settingNames {
		check(setting, setting, complete(setting, unknown{}))
	}
}

func TestAnAccountOfItsOwnNeedsNoneOfTheProvider(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	for _, account := range []any{nil, unknown{}, ".."} {
		p := serve(t, environmentOf(s, environment{"CLOUDFLARE_ACCOUNT_ID": ""}))
		succeed(t, p.configure(t, object{"cloudflare": object{"account_id": account}}))
		state, d := p.read(t.Context(), t, interconnectStatus, object{"icon": "icon-nyc-1", "account_id": simulator.OtherAccountID})
		succeed(t, d)
		if state["state"] != "Healthy" || state["account_id"] != simulator.OtherAccountID {
			t.Errorf("got %v", state)
		}
	}
}

func TestOneServiceNeedsNothingOfTheOther(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	broken := environment{
		"QUMULO_HOST": "https://x/y", "QUMULO_PORT": "0", "QUMULO_TOKEN": "", "QUMULO_PASSWORD": "x", "QUMULO_INSECURE": "maybe", "QUMULO_CA_CERTIFICATE": "x",
		"CLOUDFLARE_BASE_URL": "http://example.com", "CLOUDFLARE_API_TOKEN": "", "CLOUDFLARE_EMAIL": "x", "CLOUDFLARE_ACCOUNT_ID": "..",
	}
	for prefix, read := range map[string]func(*server) diagnostics{
		"CLOUDFLARE_": func(p *server) diagnostics {
			_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
			return d
		},
		"QUMULO_": func(p *server) diagnostics {
			_, d := p.open(t.Context(), t, interconnectStatus, oneInterconnect)
			return d
		},
	} {
		for _, empty := range []bool{true, false} {
			variables := environmentOf(s, nil)
			for name, value := range broken {
				if strings.HasPrefix(name, prefix) {
					variables[name] = value
					if empty {
						variables[name] = ""
					}
				}
			}
			succeed(t, read(start(t, variables)))
		}
	}
}

func TestInvalidVariables(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	t.Cleanup(func() {
		if n := s.Connections(); n != 0 {
			t.Errorf("%d connections were made with invalid settings", n)
		}
	})
	tests := map[string]struct{ value, setting, problem string }{
		"QUMULO_HOST":               {"https://qumulo.example.com:8000", "qumulo.host", hostProblem},
		"QUMULO_PORT":               {"65536", "qumulo.port", "must be a whole number between 1 and 65535"},
		"QUMULO_TOKEN":              {"access-v1:x\n", "qumulo.token", spaceProblem},
		"QUMULO_USERNAME":           {" x", "qumulo.username", blankProblem},
		"QUMULO_PASSWORD":           {"x\n", "qumulo.password", blankProblem},
		"QUMULO_CA_CERTIFICATE":     {"/etc/ssl/qumulo.pem", "qumulo.ca_certificate", certificateProblem + "no PEM certificate in it"},
		"QUMULO_TLS_SERVER_NAME":    {"a/b", "qumulo.tls_server_name", hostProblem},
		"QUMULO_INSECURE":           {"yes", "qumulo.insecure", "must be true or false"},
		"CLOUDFLARE_API_TOKEN":      {" x", "cloudflare.api_token", spaceProblem},
		"CLOUDFLARE_API_KEY":        {"x ", "cloudflare.api_key", blankProblem},
		"CLOUDFLARE_EMAIL":          {"\x01", "cloudflare.email", blankProblem},
		"CLOUDFLARE_ACCOUNT_ID":     {"..", "cloudflare.account_id", segmentProblem},
		"CLOUDFLARE_BASE_URL":       {"http://api.cloudflare.com/client/v4/", "cloudflare.base_url", httpsProblem},
		"NETSTATUS_REQUEST_TIMEOUT": {"30", "request_timeout", durationProblem},
		"NETSTATUS_MAX_RETRIES":     {"-1", "max_retries", "must be a whole number between 0 and 100"},
		"NETSTATUS_MAX_BACKOFF":     {"0s", "max_backoff", durationProblem},
	}
	for setting, variable := range settingNames {
		// An expectation asks for enforce: TestEnforce has that.
		if tests[variable].setting != setting && setting != "enforce" {
			t.Errorf("%s isn't tested", variable)
		}
	}
	for variable, test := range tests {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			p := start(t, environmentOf(s, environment{variable: test.value}))
			data, arguments := interfaceStatus, oneInterface
			if strings.HasPrefix(variable, "CLOUDFLARE") {
				data, arguments = interconnectStatus, oneInterconnect
			}
			_, d := p.read(t.Context(), t, data, arguments)
			same(t, d.String(), fmt.Sprintf("error at %s: Invalid environment variable\nThe variable %s %s. It sets the provider's %s.",
				test.setting, variable, test.problem, test.setting))
		})
	}
}

const (
	hostProblem        = "must be a DNS name or an IP address, without scheme, port or path"
	spaceProblem       = "must not contain white space or control characters"
	blankProblem       = "must not contain control characters, or begin or end with white space"
	credentialProblem  = blankProblem + "; " + fileAdvice
	fileAdvice         = "where it is read from a file, wrap it in trimspace()"
	certificateProblem = "must be one or more certificates in PEM (\"-----BEGIN CERTIFICATE-----\"): "
	globalProblem      = "must be an API token, and this is a global API key (cfk_…): make an API token, or set cloudflare.api_key (CLOUDFLARE_API_KEY) to the key and cloudflare.email (CLOUDFLARE_EMAIL) to its user's address"
	segmentProblem     = "must not be empty, \".\", \"..\" or contain a control character"
	httpsProblem       = "must begin with https:// (http:// only for a loopback host)"
	urlProblem         = "must be a URL of scheme, host, port and path, such as \"https://api.cloudflare.com/client/v4/\", without user, query, fragment, space or dot segments"
	durationProblem    = "must be a duration above zero, such as \"30s\" or \"2m\""
)

// TestValidation is what is said of a value before anything is read.
func TestValidation(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := serve(t, nil)
	const blank = spaceProblem + "; " + fileAdvice
	for setting, values := range map[string]map[any]string{
		"qumulo.host": {
			"qumulo": "", "qumulo.example.com": "", "QUMULO.example.COM.": "", "a_b.example": "", "xn--bcher-kva.example": "",
			"10.0.0.1": "", "::1": "", "2001:db8::7": "", "::ffff:10.0.0.1": "",
			"": "", ".": hostProblem, "a..b": hostProblem, "-a": hostProblem, "a-": hostProblem, "https://a": hostProblem,
			"a:8000": hostProblem, "a/b": hostProblem, "[::1]": hostProblem, "[::1]:8000": hostProblem, "fe80::1%eth0": hostProblem,
			"1.2.3": hostProblem, "1.2.3.4.5": hostProblem, "256.1.1.1": hostProblem, "user@a": hostProblem, "a b": hostProblem, "a\n": hostProblem,
			"bücher.example": hostProblem, strings.Repeat("a", 64): hostProblem, strings.Repeat("a.", 127) + "aa": hostProblem,
		},
		"qumulo.tls_server_name": {"qumulo.example.com": "", "10.0.0.1": "", "a:1": hostProblem},
		"qumulo.ca_certificate": {
			s.CACertificate(): "", "\n" + s.CACertificate() + s.CACertificate(): "", "": "",
			"ca.pem": certificateProblem + "no PEM certificate in it; to name a file, use file()",
			"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n":    certificateProblem + "certificate 1 of 1 can't be parsed: x509: malformed certificate; to name a file, use file()",
			strings.ReplaceAll(s.CACertificate(), "CERTIFICATE", "PRIVATE KEY"): certificateProblem + "PEM block 1 of 1 is not a certificate but a \"PRIVATE KEY\"; to name a file, use file()",
		},
		"qumulo.token": {
			"x": "", "access-v1:ü%": "", "": "", "access-v1:ü %": blank, " x": blank, "x\n": blank, "a\tb": blank, "a\x7fb": blank, "a\u00a0b": blank,
			"Bearer x": "must be the token alone: write it without \"Bearer \" before it", `"x"`: "must be the token alone: write it without the quotes around it",
		},
		"qumulo.username":       {"x": "", "": "", "a b": "", " x": credentialProblem, "x\n": credentialProblem},
		"qumulo.password":       {"x": "", "": "", "a b": "", "'a'": "", "Bearer a": "", "\u0085a": credentialProblem, "x ": credentialProblem, "a\tb": credentialProblem},
		"cloudflare.api_token":  {"x": "", "": "", "x\r\n": blank, "a b": blank, "bearer x": "must be the token alone: write it without \"Bearer \" before it", "cfk_x": globalProblem},
		"cloudflare.api_key":    {"x": "", "": "", "cfk_x": "", "x\n": credentialProblem},
		"cloudflare.account_id": {"x": "", "a/b?c": "", "…": "", "": "", ".": segmentProblem, "..": segmentProblem, "a\x00": segmentProblem, "a\u0085": segmentProblem},
		"cloudflare.base_url": {
			"https://api.cloudflare.com/client/v4/": "", "https://api.cloudflare.com/client/v4": "", "https://gateway.example:8443": "", "HTTPS://a/": "",
			"http://127.0.0.1:8080/client/v4/": "", "http://127.1.2.3/": "", "http://localhost/": "", "http://LOCALHOST:1/": "", "http://[::1]:8080/": "", "https://[2001:db8::1]/": "",
			"http://api.cloudflare.com/": httpsProblem, "http://10.0.0.1/": httpsProblem, "http://[2001:db8::1]/": httpsProblem, "http://localhost.example.com/": httpsProblem,
			"http://127.0.0.1.example.com/": httpsProblem, "http://0.0.0.0/": httpsProblem, "ftp://localhost/": httpsProblem,
			"": "", "api.cloudflare.com": urlProblem, "https://": urlProblem, "https:///client": urlProblem, "https:a": urlProblem, "/client/v4/": urlProblem,
			"https://user:secret@a/": urlProblem, "https://a/?x": urlProblem, "https://a/?": urlProblem, "https://a/#": urlProblem, "https://a/#x": urlProblem,
			"https://a/../b": urlProblem, "https://a/./b": urlProblem, "https://a/%2e%2e/b": urlProblem, "https://a/b%2f..%2fc": urlProblem,
			"https://a b/": urlProblem, "https://a/b ": urlProblem, " https://a/": urlProblem, "https://a/\n": urlProblem, "https://a:0/": urlProblem, "https://a:65536/": urlProblem, "https://a:x/": urlProblem, `https://a\@b/`: urlProblem,
		},
		"request_timeout": {"30s": "", "1h2m3.5s": "", "1ns": "", "": "", "0s": durationProblem, "-1s": durationProblem, "30": durationProblem, "soon": durationProblem},
		"max_backoff":     {"500ms": "", "": "", "0": durationProblem},
	} {
		for value, problem := range values {
			want := ""
			if problem != "" {
				want = fmt.Sprintf("error at %s: Invalid value\n%s %s.", setting, setting, problem)
			}
			if got := p.validate(t, complete(setting, value)).String(); got != want {
				t.Errorf("%s = %q: got\n%s\nwant\n%s", setting, value, got, want)
			}
		}
	}
	for setting, test := range map[string]struct {
		values  map[float64]bool
		problem string
	}{
		"qumulo.port": {map[float64]bool{1: true, 8000: true, 65535: true, 0: false, -1: false, 65536: false, 1.5: false, 1e30: false}, "must be a whole number between 1 and 65535"},
		"max_retries": {map[float64]bool{0: true, 4: true, 100: true, -1: false, 101: false, 0.5: false, 1e30: false}, "must be a whole number between 0 and 100"},
	} {
		for value, good := range test.values {
			want := ""
			if !good {
				want = fmt.Sprintf("error at %s: Invalid value\n%s %s.", setting, setting, test.problem)
			}
			if got := p.validate(t, with(setting, value)).String(); got != want {
				t.Errorf("%s = %g: got\n%s\nwant\n%s", setting, value, got, want)
			}
		}
	}
}

// TestUnvalidatedSettings are values that turned out wrong only after validation.
func TestUnvalidatedSettings(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	for setting, problem := range map[string]string{
		"qumulo.host": hostProblem, "qumulo.token": "must not be empty", "qumulo.tls_server_name": hostProblem,
		"qumulo.ca_certificate": certificateProblem + "no PEM certificate in it; to name a file, use file()",
		"qumulo.username":       "must not be empty", "qumulo.password": "must not be empty", "cloudflare.api_key": "must not be empty", "cloudflare.email": "must not be empty",
		"cloudflare.api_token": "must not be empty", "cloudflare.account_id": segmentProblem, "cloudflare.base_url": urlProblem,
		"request_timeout": durationProblem, "max_backoff": durationProblem,
	} {
		p := serve(t, environmentOf(s, nil))
		succeed(t, p.validate(t, with(setting, "")))
		succeed(t, p.configure(t, with(setting, "")))
		data, arguments, other, otherArguments := interfaceStatus, oneInterface, interconnectStatus, oneInterconnect
		if strings.HasPrefix(setting, "cloudflare") {
			data, arguments, other, otherArguments = other, otherArguments, data, arguments
		}
		_, d := p.read(t.Context(), t, data, arguments)
		same(t, d.String(), invalid(setting, problem))
		if strings.Contains(setting, ".") {
			// The section that isn't used may hold what it wants.
			_, d = p.read(t.Context(), t, other, otherArguments)
			succeed(t, d)
		}
	}
}

const insecureWarning = "warning at qumulo.insecure: TLS verification is off\n" +
	"The certificate of the Qumulo cluster is not verified, so whoever sits in between can read the credentials and forge the status. " +
	"Set qumulo.ca_certificate to the cluster's certificate instead."

func TestInsecure(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{Expired: true})
	for name, test := range map[string]struct {
		variable string
		config   any
		insecure bool
	}{
		"by the configuration":                    {config: true, insecure: true},
		"by the environment":                      {variable: "true", insecure: true},
		"the configuration beats the environment": {variable: "true", config: false},
		"not": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			variables := environmentOf(s, environment{"QUMULO_CA_CERTIFICATE": "", "QUMULO_INSECURE": test.variable})
			for range 2 {
				p := serve(t, variables)
				d := p.configure(t, with("qumulo.insecure", test.config))
				_, failure := p.read(t.Context(), t, interfaceStatus, oneInterface)
				if !test.insecure {
					succeed(t, d)
					if !failure.hasError() {
						t.Error("a certificate that nobody vouches for was trusted")
					}
					continue
				}
				same(t, d.String(), insecureWarning)
				succeed(t, failure)
			}
		})
	}
}

func TestServerNameAndHosts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options   simulator.Options
		variables environment
	}{
		"an IPv4 address": {},
		"an IPv6 address": {options: simulator.Options{Host: "::1"}},
		"a name":          {variables: environment{"QUMULO_HOST": "localhost"}},
		"another name in the certificate": {
			options: simulator.Options{Names: []string{"qumulo.example.com"}}, variables: environment{"QUMULO_TLS_SERVER_NAME": "qumulo.example.com"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, test.options)
			p := start(t, environmentOf(s, test.variables))
			_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
			succeed(t, d)
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	const plain = "terraform-provider-netstatus/test (+CLI 1.11.4)"
	for more, want := range map[string]string{
		"":                   plain,
		"my-pipeline/7 (ci)": plain + " my-pipeline/7 (ci)",
		"line\nbreak":        plain,
	} {
		s := simulatortest.Start(t, simulator.Options{})
		variables := environmentOf(s, session)
		variables["TF_APPEND_USER_AGENT"] = more
		p := start(t, variables)
		_, d := p.read(t.Context(), t, interfaceStatus, oneInterface)
		succeed(t, d)
		_, d = p.read(t.Context(), t, interconnectStatus, oneInterconnect)
		succeed(t, d)
		requests := s.Requests()
		if len(requests) != 3 {
			t.Errorf("got %d requests, want a login and two reads", len(requests))
		}
		for _, request := range requests {
			if got := request.Header.Get("User-Agent"); got != want {
				t.Errorf("%s: got %q, want %q", request.Path, got, want)
			}
		}
	}
}
