// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package picture_test

import (
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/demo/picture"
)

// TestRecording draws styled lines, of which those from the first command on appear
// one after the other.
func TestRecording(t *testing.T) {
	t.Parallel()
	drawn := string(picture.Recording("title", "what <it> shows", "\x1b[1mBold\x1b[0m & plain\n\n\x1b[31;1m  $ ls\x1b[0m\n\x1b[32mgreen\x1b[0m\n"))
	for _, want := range []string{
		`<desc id="description">what &lt;it&gt; shows</desc>`,
		` xml:space="preserve"><tspan class="b">Bold</tspan> &amp; plain</text>`,
		` style="animation-delay:0.80s" xml:space="preserve"><tspan class="r b">  $ ls</tspan></text>`,
		` style="animation-delay:1.05s" xml:space="preserve"><tspan class="g">green</tspan></text>`,
	} {
		if !strings.Contains(drawn, want) {
			t.Errorf("the picture lacks %s:\n%s", want, drawn)
		}
	}
}

// TestLanesErrors draws tables that say something else.
func TestLanesErrors(t *testing.T) {
	t.Parallel()
	const header = "| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n"
	for table, want := range map[string]string{
		"":                                 "no rows",
		header:                             "no rows",
		header + "| a | b |\n":             "2 cells",
		header + "| a | b | c | d | e |\n": `no colour for "e"`,
	} {
		if _, err := picture.Swimlanes(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, and should say %q", table, err, want)
		}
	}
}
