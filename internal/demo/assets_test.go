// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/demo/picture"
)

// maxPicture is what a page can bear, in bytes.
const maxPicture = 200_000

// TestRecording compares the committed recording with what a run shows now.
func TestRecording(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)

	output, err := record(t.Context(), opts)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	// It was made with Terraform, and OpenTofu says the same.
	output = strings.NewReplacer("real tofu", "real terraform", "$ tofu ", "$ terraform ", "Open complete", "Opening complete").Replace(output)

	recorded := committed(t, recordingPicture)
	want := shownText(output)
	if got := texts(t, recorded); got != want {
		t.Errorf("`make recording` makes another picture: its text is\n%s\nand the committed one's is\n%s", want, got)
	}
	// What is written depends on nothing but the text.
	if drawn := drawRecording(output); string(drawn) != string(recorded) {
		t.Error("`make recording` makes another picture of the same text")
	}
}

// TestLanes compares the committed picture with what its text is drawn as.
func TestLanes(t *testing.T) {
	t.Parallel()
	drawn, err := picture.Swimlanes(string(committed(t, lanesText)))
	if err != nil {
		t.Fatal(err)
	}
	shown := committed(t, swimlanesPicture)
	if string(drawn) != string(shown) {
		t.Errorf("`make recording` makes another %s", swimlanesPicture)
	}
	texts(t, shown)
}

// shownText is an output without control sequences and empty lines.
func shownText(output string) string {
	var lines []string
	for line := range strings.Lines(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(output, "")) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// texts returns the text elements of a well-formed picture, but for those of a
// recording's title bar, a line each.
func texts(t *testing.T, content []byte) string {
	t.Helper()
	var lines []string
	decoder := xml.NewDecoder(strings.NewReader(string(content)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(lines, "\n")
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "text" {
			continue
		}
		var element struct {
			Anchor string `xml:"text-anchor,attr"`
			Inner  string `xml:",innerxml"`
		}
		if err := decoder.DecodeElement(&element, &start); err != nil {
			t.Fatal(err)
		}
		if element.Anchor == "" {
			lines = append(lines, unmarked(t, element.Inner))
		}
	}
}

// unmarked is what is left of XML without its elements.
func unmarked(t *testing.T, inner string) string {
	t.Helper()
	var text strings.Builder
	decoder := xml.NewDecoder(strings.NewReader(inner))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
}

func committed(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "assets", name))
	if err != nil {
		t.Fatal(err)
	}
	if len(content) > maxPicture {
		t.Errorf("%s has %d bytes, more than %d", name, len(content), maxPicture)
	}
	return content
}
