#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of an OpenTofu binary. It is built from OpenTofu's Go module
# when it isn't there yet, so that the acceptance tests need nothing but Go.
#
# `go install module@version` refuses modules that have replace directives, as
# OpenTofu has, so this builds in a copy of the module's folder.

set -euo pipefail

readonly version=1.12.6
# The module's hash, as the Go checksum database has it.
readonly sum='h1:0VT4P8pMmGcCUnQ9JDrJ+Qg2d35Vzm4FFd/9+H7oF98='

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=$root/.cache/tofu-$version
tofu=$cache/tofu

if [[ -x $tofu ]]; then
	printf '%s\n' "$tofu"
	exit 0
fi

printf 'Building OpenTofu %s into .cache/: about 6 minutes on two cores with empty Go caches.\n' "$version" >&2

mkdir -p "$cache"
work=$(mktemp -d)
built=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work" "$built"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Go needs a home for its caches. A machine without one gets it below .cache/.
if [[ -z ${HOME:-} ]]; then
	export GOPATH=${GOPATH:-$root/.cache/gopath} GOCACHE=${GOCACHE:-$root/.cache/go-build}
	export GOFLAGS="${GOFLAGS:-} -modcacherw"
fi

# The binary runs here, whatever the caller cross-compiles for, and no
# workspace or vendor folder of the caller's has a say in it.
unset GOOS GOARCH
export CGO_ENABLED=0 GOWORK=off

cd "$work"
if ! download=$(go mod download -json "github.com/opentofu/opentofu@v$version"); then
	printf '%s\n' "$download" >&2
	exit 1
fi
field() { sed -n 's/^[[:space:]]*"'"$1"'": "\(.*\)",\{0,1\}$/\1/p' <<<"$download"; }
module=$(field Dir)
if [[ $(field Sum) != "$sum" ]]; then
	printf 'OpenTofu %s: the module has the hash %s, and not %s\n' "$version" "$(field Sum)" "$sum" >&2
	exit 1
fi

cp -R "$module" src
chmod -R u+w src
cd src
go build -mod=readonly -buildvcs=false -trimpath \
	-ldflags "-s -w -X 'github.com/opentofu/opentofu/version.dev=no'" \
	-o "$built/tofu" ./cmd/tofu >&2

"$built/tofu" version >/dev/null
mv -f "$built/tofu" "$tofu"
printf '%s\n' "$tofu"
