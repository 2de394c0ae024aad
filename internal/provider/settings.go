// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What a setting is where neither configuration nor environment has it.
const (
	defaultQumuloPort     = 8000
	defaultCloudflareURL  = "https://api.cloudflare.com/client/v4/"
	defaultRequestTimeout = 30 * time.Second
	defaultMaxRetries     = 4
	defaultMaxBackoff     = 30 * time.Second

	// mostRetries keeps a typing error from becoming a plan that never ends.
	mostRetries = 100
)

// providerModel is the provider's block.
type providerModel struct {
	Qumulo         types.Object `tfsdk:"qumulo"`
	Cloudflare     types.Object `tfsdk:"cloudflare"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	MaxBackoff     types.String `tfsdk:"max_backoff"`
}

// setting is one attribute of the provider's block with its variable.
type setting struct {
	path     path.Path
	variable string
}

// name is how a user writes the attribute.
func (s setting) name() string {
	return s.path.String()
}

// settings resolves attributes: configuration beats environment beats default.
// What is wrong with them is gathered in diags; a value that isn't known yet is
// wrong too, and never taken from the environment.
type settings struct {
	model  providerModel
	getenv func(string) string
	diags  diag.Diagnostics
	// used says which credentials were found, never their values.
	used string
}

// section opens a nested object of the provider's block. It is not ok where the
// object as a whole isn't known yet.
func (s *settings) section(name string, object types.Object) (at path.Path, values map[string]attr.Value, ok bool) {
	at = path.Root(name)
	if object.IsUnknown() {
		s.diags.Append(unknownSetting(at))
		return at, nil, false
	}
	return at, object.Attributes(), true
}

// text resolves a string setting. It is not ok where it isn't set, or isn't known;
// a variable that is empty isn't set, an attribute that is empty is.
func (s *settings) text(at setting, value attr.Value) (text string, ok bool) {
	if !isSet(value) {
		text = s.getenv(at.variable)
		return text, text != ""
	}
	if value.IsUnknown() {
		s.diags.Append(unknownSetting(at.path))
		return "", false
	}
	configured, ok := value.(basetypes.StringValue)
	return configured.ValueString(), ok
}

// checked resolves a string setting and parses it; where it isn't set the
// result is fallback.
func checked[T any](s *settings, at setting, value attr.Value, fallback T, parse func(string) (T, error)) T {
	text, ok := s.text(at, value)
	if !ok {
		return fallback
	}
	parsed, err := parse(text)
	if err != nil {
		s.diags.Append(invalidSetting(at, isSet(value), err))
		return fallback
	}
	return parsed
}

// whole resolves a number setting between two bounds.
func (s *settings) whole(at setting, value attr.Value, fallback, least, most int64) int64 {
	if number, ok := value.(basetypes.Int64Value); ok && !number.IsNull() && !number.IsUnknown() {
		value = types.StringValue(strconv.FormatInt(number.ValueInt64(), 10))
	}
	return checked(s, at, value, fallback, func(text string) (int64, error) { return parseWhole(text, least, most) })
}

// isSet tells whether an attribute is in the configuration, known or not.
func isSet(value attr.Value) bool {
	return value != nil && !value.IsNull()
}

// transport resolves what holds for both services.
func (s *settings) transport() transport.Options {
	return transport.Options{
		RequestTimeout: checked(s, setting{path.Root("request_timeout"), "NETSTATUS_REQUEST_TIMEOUT"}, s.model.RequestTimeout, defaultRequestTimeout, parseDuration),
		MaxRetries:     int(s.whole(setting{path.Root("max_retries"), "NETSTATUS_MAX_RETRIES"}, s.model.MaxRetries, defaultMaxRetries, 0, mostRetries)),
		MaxBackoff:     checked(s, setting{path.Root("max_backoff"), "NETSTATUS_MAX_BACKOFF"}, s.model.MaxBackoff, defaultMaxBackoff, parseDuration),
	}
}

// qumulo resolves the section of that name.
func (s *settings) qumulo() qumulo.Options {
	at, values, ok := s.section("qumulo", s.model.Qumulo)
	if !ok {
		return qumulo.Options{}
	}
	host := setting{at.AtName("host"), "QUMULO_HOST"}
	if !isSet(values["host"]) && s.getenv(host.variable) == "" {
		s.diags.Append(missingSetting("Qumulo", "the cluster's address", host))
	}
	token, username, password := s.qumuloCredentials(at, values)
	return qumulo.Options{
		Host:          checked(s, host, values["host"], "", parseHost),
		Port:          s.whole(setting{at.AtName("port"), "QUMULO_PORT"}, values["port"], defaultQumuloPort, 1, math.MaxUint16),
		Token:         token,
		Username:      username,
		Password:      password,
		CACertificate: checked(s, setting{at.AtName("ca_certificate"), "QUMULO_CA_CERTIFICATE"}, values["ca_certificate"], "", parseCertificates),
		TLSServerName: checked(s, setting{at.AtName("tls_server_name"), "QUMULO_TLS_SERVER_NAME"}, values["tls_server_name"], "", parseHost),
		Insecure:      s.insecure(at, values),
		Transport:     s.transport(),
	}
}

// insecure tells whether the verification of Qumulo's certificate is off.
func (s *settings) insecure(at path.Path, values map[string]attr.Value) bool {
	value := values["insecure"]
	if flag, ok := value.(basetypes.BoolValue); ok && !flag.IsNull() && !flag.IsUnknown() {
		return flag.ValueBool()
	}
	return checked(s, setting{at.AtName("insecure"), "QUMULO_INSECURE"}, value, false, parseBool)
}

// verificationOff tells whether Qumulo's certificate goes unverified; what can't
// be told yet, or is wrong, is left to the read that needs it.
func (s *settings) verificationOff() bool {
	at, values, ok := s.section("qumulo", s.model.Qumulo)
	return ok && s.insecure(at, values)
}

// cloudflare resolves the section of that name.
func (s *settings) cloudflare() cloudflare.Options {
	at, values, ok := s.section("cloudflare", s.model.Cloudflare)
	if !ok {
		return cloudflare.Options{}
	}
	token, key, email := s.cloudflareCredentials(at, values)
	return cloudflare.Options{
		BaseURL:   checked(s, setting{at.AtName("base_url"), "CLOUDFLARE_BASE_URL"}, values["base_url"], defaultCloudflareURL, parseBaseURL),
		APIToken:  token,
		APIKey:    key,
		Email:     email,
		Transport: s.transport(),
	}
}

// accountID resolves the account used where an object names none.
func (s *settings) accountID() string {
	at, values, ok := s.section("cloudflare", s.model.Cloudflare)
	if !ok {
		return ""
	}
	account := setting{at.AtName("account_id"), "CLOUDFLARE_ACCOUNT_ID"}
	if !isSet(values["account_id"]) && s.getenv(account.variable) == "" {
		s.diags.Append(missingSetting("Cloudflare", "the account", account))
	}
	return checked(s, account, values["account_id"], "", parseSegment)
}

// contradictions finds the credentials that contradict each other within the
// configuration, whatever the environment holds. Sections with values that
// aren't known yet are judged when they are.
func (s *settings) contradictions() diag.Diagnostics {
	alone := &settings{getenv: func(string) string { return "" }}
	for _, section := range []struct {
		name        string
		object      types.Object
		credentials func(at path.Path, values map[string]attr.Value) (string, string, string)
		attributes  []string
	}{
		{"qumulo", s.model.Qumulo, alone.qumuloCredentials, []string{"token", "username", "password"}},
		{"cloudflare", s.model.Cloudflare, alone.cloudflareCredentials, []string{"api_token", "api_key", "email"}},
	} {
		values := section.object.Attributes()
		given := func(name string) bool { return isSet(values[name]) }
		unknown := func(name string) bool { return isSet(values[name]) && values[name].IsUnknown() }
		if slices.ContainsFunc(section.attributes, given) && !slices.ContainsFunc(section.attributes, unknown) {
			section.credentials(path.Root(section.name), values)
		}
	}
	return alone.diags
}

// scheme is one way to prove who we are: settings that belong together.
type scheme []setting

// origin names the settings of a scheme by the place they come from.
func (s scheme) origin(inConfiguration bool) string {
	names := make([]string, len(s))
	for i, c := range s {
		names[i] = c.variable
		if inConfiguration {
			names[i] = c.name()
		}
	}
	if inConfiguration {
		return strings.Join(names, " and ") + " of the provider's configuration"
	}
	return strings.Join(names, " and ") + " of the environment"
}

func (s *settings) qumuloCredentials(at path.Path, values map[string]attr.Value) (token, username, password string) {
	found := s.credentials("Qumulo", values,
		scheme{{at.AtName("token"), "QUMULO_TOKEN"}},
		scheme{{at.AtName("username"), "QUMULO_USERNAME"}, {at.AtName("password"), "QUMULO_PASSWORD"}},
	)
	return found["QUMULO_TOKEN"], found["QUMULO_USERNAME"], found["QUMULO_PASSWORD"]
}

func (s *settings) cloudflareCredentials(at path.Path, values map[string]attr.Value) (token, key, email string) {
	found := s.credentials("Cloudflare", values,
		scheme{{at.AtName("api_token"), "CLOUDFLARE_API_TOKEN"}},
		scheme{{at.AtName("api_key"), "CLOUDFLARE_API_KEY"}, {at.AtName("email"), "CLOUDFLARE_EMAIL"}},
	)
	return found["CLOUDFLARE_API_TOKEN"], found["CLOUDFLARE_API_KEY"], found["CLOUDFLARE_EMAIL"]
}

// credentials resolves the credentials of a section as one set from one place:
// if any is in the configuration, the section's variables are ignored. The
// result is by variable.
func (s *settings) credentials(service string, configured map[string]attr.Value, single, pair scheme) map[string]string {
	all := slices.Concat(single, pair)
	inConfiguration := slices.ContainsFunc(all, func(c setting) bool { return isSet(configured[attributeName(c)]) })
	place := &settings{getenv: s.getenv}
	if inConfiguration {
		place.getenv = func(string) string { return "" }
	}
	values := map[string]string{}
	for _, c := range all {
		values[c.variable] = checked(place, c, configured[attributeName(c)], "", parseCredential)
	}
	s.diags.Append(place.diags...)
	if place.diags.HasError() {
		return values
	}

	first, second := values[pair[0].variable] != "", values[pair[1].variable] != ""
	switch token := values[single[0].variable] != ""; {
	case token && (first || second) && inConfiguration:
		s.diags.Append(twoSchemes(service, single[0], pair[0], pair[1]))
	case token:
		values[pair[0].variable], values[pair[1].variable] = "", ""
		s.used = single.origin(inConfiguration)
	case first && !second:
		s.diags.Append(halfScheme(service, pair[0], pair[1], inConfiguration))
	case second && !first:
		s.diags.Append(halfScheme(service, pair[1], pair[0], inConfiguration))
	case first && second:
		s.used = pair.origin(inConfiguration)
	default:
		s.diags.Append(missingCredentials(service, single[0], pair[0], pair[1]))
	}
	return values
}

// attributeName is the last step of a setting's path.
func attributeName(s setting) string {
	steps := s.path.Steps()
	name, ok := steps[len(steps)-1].(path.PathStepAttributeName)
	if !ok {
		return ""
	}
	return string(name)
}
