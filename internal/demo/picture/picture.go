// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package picture draws the pictures of the documentation as SVG: text that can
// be selected, in colours for light and for dark pages.
package picture

import (
	"fmt"
	"html"
	"strings"
)

// palette defines the colours that both pictures use.
const palette = `svg { --back: #ffffff; --bar: #f1f3f5; --edge: #d0d7de; --text: #1f2328; --faint: #59636e; --good: #116329; --warn: #8a4600; --bad: #c21c2c; --lost: #c21c2c14; }
@media (prefers-color-scheme: dark) { svg { --back: #0d1117; --bar: #161b22; --edge: #3d444d; --text: #e6edf3; --faint: #9198a1; --good: #3fb950; --warn: #d29922; --bad: #ff7b72; --lost: #ff7b7221; } }
`

// drawing is an SVG in the making.
type drawing struct{ strings.Builder }

// begin opens a picture of the given size. Its title and description are for
// those who can't see it.
func begin(width, height int, title, description, style string) *drawing {
	d := &drawing{}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" role="img" aria-labelledby="title description">`, width, height)
	d.add(`<title id="title">%s</title>`, html.EscapeString(title))
	d.add(`<desc id="description">%s</desc>`, html.EscapeString(description))
	d.add("<style>\n%s%s</style>", palette, style)
	return d
}

// add writes a line.
func (d *drawing) add(format string, args ...any) {
	_, _ = fmt.Fprintf(d, format+"\n", args...)
}

// end closes the picture.
func (d *drawing) end() []byte {
	d.add("</svg>")
	return []byte(d.String())
}
