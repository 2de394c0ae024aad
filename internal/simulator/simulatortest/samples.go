// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulatortest

import (
	"embed"
	"strings"
)

// samples has what GET /v3/network/status answered on several kinds of clusters, with
// made-up values.
//
//go:embed samples/*.json
var samples embed.FS

// V3Samples returns lists of v3 statuses by name, such as "v3-aws": the shapes that
// clusters of several kinds answer with.
func V3Samples() map[string]string {
	files, err := samples.ReadDir("samples")
	if err != nil {
		panic(err) // it is compiled in
	}
	documents := make(map[string]string)
	for _, file := range files {
		document, err := samples.ReadFile("samples/" + file.Name())
		if err != nil {
			panic(err) // it is compiled in
		}
		documents[strings.TrimSuffix(file.Name(), ".json")] = string(document)
	}
	return documents
}
