// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// schemaSettings are the settings that the schema has, by their path, each with the
// variable that its description names.
func schemaSettings(t *testing.T, p *server) map[string]string {
	t.Helper()
	variable := regexp.MustCompile("Environment: `([A-Z_]+)`")
	settings := map[string]string{}
	add := func(name, description string) {
		named := variable.FindStringSubmatch(description)
		if named == nil {
			t.Fatalf("the description of %s names no variable: %s", name, description)
		}
		settings[name] = named[1]
	}
	for _, attribute := range p.schemas.Provider.Block.Attributes {
		add(attribute.Name, attribute.Description)
	}
	for _, block := range p.schemas.Provider.Block.BlockTypes {
		for _, attribute := range block.Block.Attributes {
			add(block.TypeName+"."+attribute.Name, attribute.Description)
		}
	}
	return settings
}

// readAll reads something of each service with expect, and returns what was said.
func readAll(t *testing.T, p *server) string {
	t.Helper()
	var said []string
	for name, arguments := range map[string]object{interfaceStatus: oneInterface, interconnectStatus: oneInterconnect} {
		arguments = maps.Clone(arguments)
		arguments["expect"] = object{map[string]string{interfaceStatus: "interface_status", interconnectStatus: "state"}[name]: list{"UP", "Healthy"}}
		_, d := p.read(t.Context(), t, name, arguments)
		said = append(said, d.String())
	}
	return strings.Join(said, "\n")
}

// TestEverySettingIsResolved finds a setting that is in the schema and that nobody reads,
// in the configuration or in the environment.
func TestEverySettingIsResolved(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	for setting, variable := range schemaSettings(t, serve(t, nil)) {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			p := serve(t, environmentOf(s, nil))
			p.configure(t, with(setting, unknown{}))
			if said, want := readAll(t, p), "error at "+setting+": Provider setting not known yet"; !strings.Contains(said, want) {
				t.Errorf("a configuration that isn't known yet: got\n%s\nwant %s", said, want)
			}
			p = serve(t, environmentOf(s, environment{variable: "\x01"}))
			p.configure(t, nil)
			if said, want := readAll(t, p), "The variable "+variable+" must"; !strings.Contains(said, want) {
				t.Errorf("a wrong variable: got\n%s\nwant %s", said, want)
			}
			if section, _, ok := strings.Cut(setting, "."); ok {
				p = serve(t, environmentOf(s, nil))
				p.configure(t, object{section: unknown{}})
				if said, want := readAll(t, p), "error at "+section+": Provider setting not known yet"; !strings.Contains(said, want) {
					t.Errorf("a section that isn't known yet: got\n%s\nwant %s", said, want)
				}
			}
		})
	}
}

// TestEnvironmentPrefixes are those of the variables that the schema names.
func TestEnvironmentPrefixes(t *testing.T) {
	t.Parallel()
	for setting, variable := range schemaSettings(t, serve(t, nil)) {
		section, _, ok := strings.Cut(setting, ".")
		if !ok {
			section = "netstatus"
		}
		prefix := strings.ToUpper(section) + "_"
		if !strings.HasPrefix(variable, prefix) || !strings.Contains(strings.Join(provider.EnvironmentPrefixes(), " ")+" ", prefix+" ") {
			t.Errorf("%s: %s does not begin with %s, or that is none of %q", setting, variable, prefix, provider.EnvironmentPrefixes())
		}
	}
}

// TestAnEmptySettingIsJudgedWhenUsed has one of a section that isn't used.
func TestAnEmptySettingIsJudgedWhenUsed(t *testing.T) {
	t.Parallel()
	for setting := range schemaSettings(t, serve(t, nil)) {
		section, _, ok := strings.Cut(setting, ".")
		if !ok || setting == "qumulo.port" || setting == "qumulo.insecure" {
			continue // Only texts can be empty.
		}
		p := serve(t, environment{"QUMULO_HOST": "localhost"})
		succeed(t, p.validate(t, with(setting, "")))
		if d := p.validate(t, with(setting, "\x01")); !d.hasError() {
			t.Errorf("%s: a wrong value is valid", setting)
		}
		p.configure(t, with(setting, ""))
		if said := readAll(t, p); !strings.Contains(said, "error at "+section+".") {
			t.Errorf("%s: got\n%s", setting, said)
		}
	}
}
