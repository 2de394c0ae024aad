// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

//go:build ignore

// Rego prints what the policy POLICY denies of the plan PLAN, a list in JSON. It is OPA's
// engine alone, which takes half as long to build as the command.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/open-policy-agent/opa/v1/rego"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, policy, plan string) error {
	text, err := os.ReadFile(plan)
	if err != nil {
		return err
	}
	var input any
	if err := json.Unmarshal(text, &input); err != nil {
		return err
	}
	results, err := rego.New(rego.Query("data.main.deny"), rego.Load([]string{policy}, nil), rego.Input(input)).Eval(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(results[0].Expressions[0].Value)
}
