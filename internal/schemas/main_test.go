// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// TestRunAddsActions completes what an older CLI shows.
func TestRunAddsActions(t *testing.T) {
	t.Parallel()
	const shown = `{"format_version":"1.0","provider_schemas":{"registry.opentofu.org/netstatus/netstatus":{"ephemeral_resource_schemas":{"x":{"version":0}}}}}`
	var out strings.Builder
	if err := run(t.Context(), strings.NewReader(shown), &out); err != nil {
		t.Fatal(err)
	}
	var document struct {
		Schemas map[string]map[string]jsontext.Value `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(out.String()), &document); err != nil {
		t.Fatal(err)
	}
	netstatus := document.Schemas["netstatus"]
	if got := string(netstatus["ephemeral_resource_schemas"]); got != `{"x":{"version":0}}` {
		t.Errorf("got %s", got)
	}
	for _, part := range []string{
		`"netstatus_interconnect_status_check":{"block":{"attributes":{`,
		`"icons":{"type":["set","string"],`,
		`"invoke":{"type":"string",`,
		`"description_kind":"markdown","required":true}`,
		`"nesting_mode":"single"`,
	} {
		if !strings.Contains(string(netstatus["action_schemas"]), part) {
			t.Errorf("%s is missing in %s", part, netstatus["action_schemas"])
		}
	}
}

func TestRunRefusesAnOldCLI(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := run(t.Context(), strings.NewReader(`{"provider_schemas":{"registry.terraform.io/netstatus/netstatus":{}}}`), &out)
	if err == nil || !strings.Contains(err.Error(), "Terraform >= 1.10") || out.Len() > 0 {
		t.Errorf("got %v, %s", err, out.String())
	}
}

// TestEveryActionHasItsPage compares the pages with the provider.
func TestEveryActionHasItsPage(t *testing.T) {
	t.Parallel()
	shown, err := actions(t.Context())
	if err != nil || len(shown) == 0 {
		t.Fatalf("%d actions: %v", len(shown), err)
	}
	pages, err := filepath.Glob("../../docs/actions/*.md")
	if err != nil || len(pages) != len(shown) {
		t.Errorf("%d pages for %d actions: %v", len(pages), len(shown), err)
	}
	for name, action := range shown {
		page, err := os.ReadFile("../../docs/actions/" + strings.TrimPrefix(name, "netstatus_") + ".md")
		if err != nil {
			t.Error(err)
			continue
		}
		blocks := []block{action.Block}
		for _, nested := range action.Block.Blocks {
			blocks = append(blocks, nested.Block)
		}
		for _, one := range blocks {
			for attribute, a := range one.Attributes {
				if line := "- `" + attribute + "` ("; !strings.Contains(string(page), line) || !strings.Contains(string(page), a.Description) {
					t.Errorf("the page of %s lacks %s", name, attribute)
				}
			}
		}
	}
}
