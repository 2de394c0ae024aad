#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Looks for known vulnerabilities in the code that the module's packages reach,
# and fails if there are any. Where the vulnerability database can't be reached
# it says so and succeeds, since nothing in the module is wrong then; with the
# argument -required it fails there too.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

case "$#:${1-}" in
0:) required= ;;
1:-required) required=1 ;;
*)
	echo 'usage: vulncheck.sh [-required]' >&2
	exit 2
	;;
esac

errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# Built first: what goes wrong there is no answer about vulnerabilities.
go tool -modfile=internal/tools/go.mod govulncheck -version >/dev/null 2>"$errors" || {
	cat "$errors" >&2
	exit 1
}

status=0
go tool -modfile=internal/tools/go.mod govulncheck ./... 2>"$errors" || status=$?
cat "$errors" >&2

# Vulnerabilities are status 3, and go to the standard output: this is status 1.
if [[ $status -eq 1 && -z $required ]] && grep -q '^govulncheck: fetching vulnerabilities: ' "$errors"; then
	echo 'The vulnerability database could not be reached: nothing was looked up.' >&2
	exit 0
fi
exit "$status"
