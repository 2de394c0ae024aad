// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command schemas makes the schema that tfplugindocs reads: what the CLI shows of the
// provider, with the actions, which a CLI older than Terraform 1.14 leaves out.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads what "providers schema -json" prints, and writes it for tfplugindocs.
func run(ctx context.Context, shown io.Reader, out io.Writer) error {
	var document struct {
		FormatVersion string                               `json:"format_version"`
		Schemas       map[string]map[string]jsontext.Value `json:"provider_schemas"`
	}
	if err := json.UnmarshalRead(shown, &document); err != nil {
		return err
	}
	named := map[string]map[string]jsontext.Value{}
	for address, schemas := range document.Schemas {
		// Each CLI puts its own registry's host before the name, and tfplugindocs looks
		// for the bare name.
		name := address[strings.LastIndex(address, "/")+1:]
		// An old CLI leaves out what it doesn't know, and the pages with it.
		if schemas["ephemeral_resource_schemas"] == nil {
			return errors.New("the CLI shows no ephemeral resources: generating docs/ needs Terraform >= 1.10 or OpenTofu >= 1.11")
		}
		actions, err := actions(ctx)
		if err != nil {
			return err
		}
		if schemas["action_schemas"], err = json.Marshal(actions, json.Deterministic(true)); err != nil {
			return err
		}
		named[name] = schemas
	}
	document.Schemas = named
	return json.MarshalWrite(out, document, json.Deterministic(true))
}

// The form in which Terraform shows a schema.
type (
	action struct {
		Block block `json:"block"`
	}
	block struct {
		Attributes      map[string]attribute   `json:"attributes,omitempty"`
		Blocks          map[string]nestedBlock `json:"block_types,omitempty"`
		Description     string                 `json:"description,omitempty"`
		DescriptionKind string                 `json:"description_kind"`
	}
	nestedBlock struct {
		Nesting string `json:"nesting_mode"`
		Block   block  `json:"block"`
	}
	attribute struct {
		Type            jsontext.Value `json:"type"`
		Description     string         `json:"description,omitempty"`
		DescriptionKind string         `json:"description_kind"`
		Required        bool           `json:"required,omitzero"`
		Optional        bool           `json:"optional,omitzero"`
	}
)

// actions are the provider's, as it tells them to the CLI.
func actions(ctx context.Context) (map[string]action, error) {
	server := provider.NewServer(ctx, provider.New("docs"))()
	response, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	shown := map[string]action{}
	for name, schema := range response.ActionSchemas {
		block, err := shownBlock(schema.Schema.Block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		shown[name] = action{block}
	}
	return shown, nil
}

func shownBlock(of *tfprotov6.SchemaBlock) (block, error) {
	shown := block{
		Attributes: map[string]attribute{}, Blocks: map[string]nestedBlock{},
		Description: of.Description, DescriptionKind: kind(of.DescriptionKind),
	}
	for _, a := range of.Attributes {
		if a.NestedType != nil {
			return block{}, fmt.Errorf("%s: nested attributes are not shown yet", a.Name)
		}
		typ, err := a.Type.MarshalJSON() //nolint:staticcheck // nothing else writes a type
		if err != nil {
			return block{}, err
		}
		shown.Attributes[a.Name] = attribute{Type: typ, Description: a.Description, DescriptionKind: kind(a.DescriptionKind), Required: a.Required, Optional: a.Optional}
	}
	for _, nested := range of.BlockTypes {
		inner, err := shownBlock(nested.Block)
		if err != nil {
			return block{}, err
		}
		shown.Blocks[nested.TypeName] = nestedBlock{Nesting: strings.ToLower(nested.Nesting.String()), Block: inner}
	}
	return shown, nil
}

func kind(of tfprotov6.StringKind) string {
	if of == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}
