// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/demo/picture"
)

// The files of the folder of pictures. lanesText is what swimlanesPicture is made of.
const (
	recordingPicture = "demo.svg"
	swimlanesPicture = "plan-and-apply.svg"
	lanesText        = "plan-and-apply.md"
)

// varying are the words that differ between two runs, or are wider than a picture has
// room for, and what stands for them in a recording.
var varying = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`127\.0\.0\.1:[0-9]+`), "127.0.0.1:40123"},
	{regexp.MustCompile(`cf-ray [0-9a-f]+-`), "cf-ray 7c2d51a09be4f368-"},
	{regexp.MustCompile(`/client/v4/accounts/[0-9a-f]+/cni/interconnects/`), "/…/"},
	{regexp.MustCompile(`terraform\.io/providers/netstatus/netstatus/latest/docs/`), "terraform.io/…/"},
	{regexp.MustCompile(`"[0-9a-f]{8}-[0-9a-f-]{27}"`), `"5b0f3a52-6f1c-4d0e-9a37-1c2d3e4f5a6b"`},
	{regexp.MustCompile(`\bin [0-9]+m?s\b`), "in 1ms"},
	{regexp.MustCompile(`\bafter [0-9]+s\b`), "after 0s"},
}

// steady replaces what differs between two runs.
func steady(line string) string {
	for _, v := range varying {
		line = v.pattern.ReplaceAllLiteralString(line, v.replacement)
	}
	return line
}

// record plays the demo as on a terminal of 80 columns, and returns what that
// shows, control sequences included, with what differs between runs replaced.
func record(ctx context.Context, opts options) (string, error) {
	var output strings.Builder
	err := run(ctx, opts, &screen{output: &output, width: defaultWidth, colored: true, edit: steady})
	return output.String(), err
}

// drawRecording makes the picture of what record returns.
func drawRecording(output string) []byte {
	return picture.Recording("make demo",
		"A terminal: a plan that replaces a route is saved while a link is up, and the link is lost. Without a guard the route is destroyed. With a guard the apply is stopped with a message that says why, and the route is as it was.",
		output)
}

// makeAssets writes the pictures of the documentation.
func makeAssets(ctx context.Context, opts options) error {
	output, err := record(ctx, opts)
	if err != nil {
		return err
	}
	table, err := os.ReadFile(filepath.Join(opts.assets, lanesText))
	if err != nil {
		return err
	}
	swimlanes, err := picture.Swimlanes(string(table))
	if err != nil {
		return err
	}
	return writeAll(opts.assets, map[string][]byte{recordingPicture: drawRecording(output), swimlanesPicture: swimlanes})
}

func writeAll(dir string, files map[string][]byte) error {
	for name, content := range files {
		// They are documentation, which everybody may read.
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil { //nolint:gosec // G306: see above
			return err
		}
	}
	return nil
}
