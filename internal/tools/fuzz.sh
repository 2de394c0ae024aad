#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Runs every fuzz target of the module in turn, for the time that is the first
# argument (60s if there is none).

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

fuzztime=${1:-60s}
found=0

packages=$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...)
for package in $packages; do
	listed=$(go test -list '^Fuzz' "$package")
	for target in $(sed -n '/^Fuzz/p' <<<"$listed"); do
		found=$((found + 1))
		printf '== %s %s\n' "$package" "$target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$fuzztime" "$package"
	done
done

if [[ $found -eq 0 ]]; then
	echo 'no fuzz target found' >&2
	exit 1
fi
