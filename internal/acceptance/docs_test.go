// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the folder of the repository.
const root = "../.."

// pages are the Markdown files that people read, by their paths from the root.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		matches, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range matches {
			found = append(found, strings.TrimPrefix(match, root+"/"))
		}
	}
	return found
}

func page(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// block is a fenced block of code.
type block struct{ language, text string }

// blocks returns the fenced blocks of a page, and the page without them.
func blocks(text string) (found []block, prose string) {
	for i, part := range strings.Split("\n"+text, "\n```") {
		if i%2 == 0 {
			prose += part + "\n"
			continue
		}
		language, code, _ := strings.Cut(part, "\n")
		found = append(found, block{language, code + "\n"})
	}
	return found, prose
}

var (
	headingPattern = regexp.MustCompile(`(?m)^#{1,6} +(.*)$`)
	idPattern      = regexp.MustCompile(`<a id="([^"]+)">`)
	linkPattern    = regexp.MustCompile(`\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"`)
	dropped        = regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)
)

// anchors are the fragments that lead to a place of a page.
func anchors(prose string) (found []string) {
	for _, match := range headingPattern.FindAllStringSubmatch(prose, -1) {
		found = append(found, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-"))
	}
	for _, match := range idPattern.FindAllStringSubmatch(prose, -1) {
		found = append(found, match[1])
	}
	return found
}

// ownFiles is where GitHub shows the files of this repository.
var ownFiles = regexp.MustCompile(`^https://(?:github\.com/netstatus/terraform-provider-netstatus/(?:blob|tree)|raw\.githubusercontent\.com/netstatus/terraform-provider-netstatus)/main/`)

// TestDocsLinks resolves each link as a file and an anchor. It sends no requests.
func TestDocsLinks(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		_, prose := blocks(page(t, path))
		for _, match := range linkPattern.FindAllStringSubmatch(prose, -1) {
			link := match[1] + match[2]
			target := filepath.Join(filepath.Dir(path), link)
			if own := ownFiles.FindString(link); own != "" {
				target = strings.TrimPrefix(link, own)
			} else if parsed, err := url.Parse(link); err != nil || parsed.Scheme != "" {
				continue
			}
			target, fragment, _ := strings.Cut(target, "#")
			if strings.HasPrefix(link, "#") {
				target = path
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s: %s: there is no %s", path, link, target)
				continue
			}
			if fragment == "" {
				continue
			}
			if _, prose := blocks(page(t, target)); !slices.Contains(anchors(prose), fragment) {
				t.Errorf("%s: %s: %s has no such anchor", path, link, target)
			}
		}
	}
}

// TestDocsBlocks fails for a configuration, a script or an output in the README or docs/ that
// isn't a file, or part of one, that a test runs. Commands are typed by other tests.
func TestDocsBlocks(t *testing.T) {
	t.Parallel()
	var known strings.Builder
	for _, name := range files(t, "") {
		known.WriteString(read(t, name))
	}
	outputs, err := filepath.Glob("testdata/outputs/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range outputs {
		known.WriteString(page(t, "internal/acceptance/"+path))
	}
	for _, path := range pages(t) {
		found, _ := blocks(page(t, path))
		for _, b := range found {
			isCommand := b.language == "sh" || b.language == "shell" || b.language == ""
			isSignature := strings.HasPrefix(path, "docs/functions/") && b.language == "text"
			if !isCommand && !isSignature && !strings.Contains(known.String(), strings.TrimSpace(b.text)) {
				t.Errorf("%s: this block of %q is in no file of examples/, and no run has printed it:\n%s", path, b.language, b.text)
			}
		}
	}
}

// TestDocsReference compares each page of a schema with the form that all have.
func TestDocsReference(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		if strings.Count(path, "/") != 2 || strings.HasPrefix(path, "docs/guides/") {
			continue
		}
		text := page(t, path)
		contains(t, text, "\n-> **", `subcategory: "`+map[bool]string{true: "Cloudflare", false: "Qumulo"}[strings.Contains(path, "interconnect")]+`"`)
		found, _ := blocks(text)
		contains(t, found[0].text, "required_version", `version = "~> 0.1.0"`)
	}
}

// TestDocsWords keeps the documents short.
func TestDocsWords(t *testing.T) {
	t.Parallel()
	readme, guides, all := 0, 0, 0
	for _, path := range pages(t) {
		words := len(strings.Fields(page(t, path)))
		all += words
		switch {
		case path == "README.md":
			readme = words
		case strings.HasPrefix(path, "docs/guides/") && !strings.Contains(path, "what-each-construct-stops") && !strings.Contains(path, "expect-and-timeouts"):
			guides += words
		}
	}
	if readme > 700 || guides > 8000 || all > 28000 {
		t.Errorf("%d words in the README, %d in the guides, %d in all", readme, guides, all)
	}
}
