// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// importRules say which imports are forbidden. An import is written
// "internal/qumulo -> internal/transport", one that only tests have
// "internal/qumulo test -> internal/simulator".
var importRules = []struct{ because, forbidden, unless string }{
	{"only internal/provider knows the framework", `-> github\.com/hashicorp/terraform-plugin-framework`, `^internal/(provider( test)?|acceptance test|acceptance/stub) ->`},
	{"the lowest packages import nothing of this module", `^internal/(redact|transport|strictjson|expect)( test)? -> internal/`, `^internal/transport( test)? -> internal/redact$| test -> internal/stopwatch$`},
	{"a gate knows no service", `^internal/gate( test)? -> internal/`, `-> internal/(redact|transport|expect)$`},
	{"a client of a service, and what else isn't named here, imports only the lowest packages, and its tests the simulator", `^internal/\S+( test)? -> internal/`, `^internal/(provider|gate|transport|simulator|acceptance|bench|cli)\b\S*( test)? ->|-> internal/(redact|transport|strictjson|expect)$| test -> internal/(simulator|stopwatch$)`},
	{"the stopwatch is for tests", `-> internal/stopwatch$`, ` test -> `},
	{"the simulator knows nothing of what it tests", `^internal/simulator\S*( test)? -> internal/`, `-> internal/simulator`},
	{"the simulator is for tests and benchmarks", `-> internal/simulator`, ` test -> |^(internal/bench|internal/simulator\S*|cmd/\S+) ->`},
	{"encoding/json lets through what github.com/go-json-experiment/json rejects", `-> encoding/json$`, ` test -> |^(internal/(bench|simulator\S*|acceptance/stub)|cmd/\S+) ->`},
	{"io, math/rand/v2 and terraform-plugin-log are there instead, and internal/provider silences log", `-> (io/ioutil|math/rand|log)$`, `^internal/provider( test)? -> log$|^internal/transport test -> log$`},
}

// TestImports holds every import of this module to the rules. It reads the files
// itself, and doesn't ask go list, so that a cached result knows what it depends on.
func TestImports(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (path == "internal/tools" || entry.Name()[0] == '.' || entry.Name() == "testdata"):
			return filepath.SkipDir
		case filepath.Ext(path) == ".go":
			checkImports(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, path string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	importer := filepath.ToSlash(filepath.Dir(path))
	for _, spec := range file.Imports {
		imported := strings.TrimPrefix(strings.Trim(spec.Path.Value, `"`), "github.com/netstatus/terraform-provider-netstatus/")
		edge := importer + " -> " + imported
		if strings.HasSuffix(path, "_test.go") {
			edge = importer + " test -> " + imported
		}
		for _, rule := range importRules {
			if imported != importer && regexp.MustCompile(rule.forbidden).MatchString(edge) && !regexp.MustCompile(rule.unless).MatchString(edge) {
				t.Errorf("%s: %s: %s", path, edge, rule.because)
			}
		}
	}
}
