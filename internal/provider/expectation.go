// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// minStableFor is the shortest stable_for, for two checks at the least.
const minStableFor = 3 * time.Second

// maxCount is the largest min_count and min_good.
const maxCount = math.MaxInt32

// expectBlock is the block "expect" of a status. It is a block and not a nested
// attribute because CLIs drop members that they don't know from nested attributes
// without a word: a misspelt condition would leave the gate open.
type expectBlock struct {
	// conditions judge an object.
	conditions map[string]schema.Attribute
	// selectors say which parts of it are judged; they judge nothing themselves.
	selectors map[string]schema.Attribute
	// weak are the conditions that hold for a link that is down, and strong one that
	// doesn't.
	weak   []string
	strong string
	// isPlural adds min_count, which judges alone, and min_good.
	isPlural bool
}

// names returns the names of the members that judge something.
func (b *expectBlock) names() []string {
	names := slices.Sorted(maps.Keys(b.conditions))
	if b.isPlural {
		names = append(names, "min_count")
	}
	return names
}

// attributes returns the members of the block.
func (b *expectBlock) attributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"stable_for": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "How long the expectation must be met at every check, `\"3s\"` or more. Needs `timeouts`, and must be shorter than the time-out.",
			Validators:          []validator.String{stringIs(parseStableFor)},
		},
	}
	maps.Copy(attributes, b.conditions)
	maps.Copy(attributes, b.selectors)
	if b.isPlural {
		attributes["min_count"] = numberArgument("How many elements there must be. Default: 1.", maxCount, false)
		attributes["min_good"] = numberArgument("How many elements must meet the conditions, such as 1 of two redundant links. Default: all.", maxCount, false)
	}
	return attributes
}

// description returns how the members of the block are judged.
func (b *expectBlock) description() string {
	if b.isPlural {
		return " Every element must meet all conditions given, unless `min_good` says otherwise; `null` in the answer meets none."
	}
	return " All conditions given must be met; `null` in the answer meets none."
}

// check finds an expectation that judges nothing, which would leave the gate open, or
// something that there isn't.
func (b *expectBlock) check(ctx context.Context, config arguments) diag.Diagnostics {
	if !config.members["expect"].IsKnown() {
		return nil
	}
	block := config.block("expect")
	diags := block.revalidate(ctx, b.attributes())
	for _, name := range slices.Sorted(maps.Keys(block.members)) {
		diags.Append(block.checkList(name)...)
	}
	if !slices.ContainsFunc(b.names(), block.isGiven) {
		diags.Append(judgesNothing(block.at, b.names()))
	}
	return diags
}

// warn finds an expectation that holds for a link that is down.
func (b *expectBlock) warn(config arguments) diag.Diagnostics {
	block := config.block("expect")
	var given []string
	for _, name := range slices.Sorted(maps.Keys(b.conditions)) {
		if block.isGiven(name) {
			given = append(given, name)
		}
	}
	isStrong := func(name string) bool { return !slices.Contains(b.weak, name) }
	if len(given) == 0 || slices.ContainsFunc(given, isStrong) {
		return nil
	}
	return diag.Diagnostics{weakExpectation(block.at, given, b.strong)}
}

// checkTimeout compares stable_for with the time-out, which it needs: without one, a
// single check decides, and hides in its retries what failed.
func (b *expectBlock) checkTimeout(config arguments, timeoutName string) diag.Diagnostics {
	block, timeouts := config.block("expect"), config.block("timeouts")
	stableFor, diags := parsedAs(block, "stable_for", parseStableFor)
	if stableFor == 0 || !config.members["timeouts"].IsKnown() {
		return diags
	}
	timeout, _ := parsedAs(timeouts, timeoutName, parseDuration)
	switch {
	case !timeouts.isGiven(timeoutName):
		diags.Append(stableWithoutTimeout(block.path("stable_for"), timeouts.path(timeoutName)))
	case timeout > 0 && stableFor >= timeout:
		diags.Append(stableTooLong(block.path("stable_for"), stableFor, timeouts.path(timeoutName), timeout))
	}
	return diags
}

// expectation reads the expectation into a struct of conditions. It returns what the
// expectation requires. That all of it can be parsed has been checked.
func (r request) expectation(conditions any) (required gate.Requirement) {
	if !r.isGiven("expect") {
		return required
	}
	block := r.block("expect")
	required.Expects = true
	if r.polls() {
		required.StableFor, _ = parsedAs(block, "stable_for", parseStableFor)
	}
	required.MinCount, required.MinGood = int(block.number("min_count")), int(block.number("min_good"))
	block.load(conditions)
	return required
}

func judgesNothing(at path.Path, names []string) diag.Diagnostic {
	return attributeError(at, "Expectation without a condition",
		fmt.Sprintf("The block %s has no condition, so every status would pass: none of %s is set, or all of them are null. "+
			"Set one, or remove the block to read the status as data.", at, strings.Join(names, ", ")))
}

func stableTooLong(at path.Path, stableFor time.Duration, timeoutAt path.Path, timeout time.Duration) diag.Diagnostic {
	return attributeError(at, "Time-out is too short",
		fmt.Sprintf("%s is %s, but the whole read may take only %s (%s). Set a longer time-out.", at, stableFor, timeout, timeoutAt))
}

func stableWithoutTimeout(at, timeoutAt path.Path) diag.Diagnostic {
	return attributeError(at, "Time-out is missing",
		fmt.Sprintf("%s needs %s: without a time-out, a single check decides, which can't show that a status is stable. Set a time-out that is longer.", at, timeoutAt))
}

func weakExpectation(at path.Path, given []string, strong string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Expectation that holds for a link that is down",
		fmt.Sprintf("The only conditions of %s are of %s: a link that is down can still have its nominal speed, its MTU and its configuration. Add %s = [\"UP\"].", at, strings.Join(given, ", "), strong))
}

// parseStableFor parses stable_for.
func parseStableFor(text string) (time.Duration, error) {
	d, err := parseDuration(text)
	if err != nil || d < minStableFor {
		return 0, fmt.Errorf("must be a duration of at least %s, such as \"30s\" or \"2m\"", minStableFor)
	}
	return d, nil
}
