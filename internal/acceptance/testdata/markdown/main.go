// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command markdown renders Markdown as GitHub does, for a test. It is built with the
// modules of internal/tools.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert(text, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
