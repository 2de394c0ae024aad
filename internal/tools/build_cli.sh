# shellcheck shell=bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Sourced by opentofu.sh and terraform.sh, which build a CLI from its Go module, so that
# the acceptance tests need nothing but Go.
#
# `go install module@version` refuses modules that have replace directives, as the CLIs
# have, so this builds in a copy of the module's folder.

# build_cli NAME MODULE VERSION SUM PACKAGE [GO FLAGS...] prints the path of the binary
# NAME, which it builds where it isn't there yet. SUM is the module's hash, as the Go
# checksum database has it. A function `adapt` is called in the copy, if there is one.
build_cli() {
	local name=$1 module=$2 version=$3 sum=$4 package=$5
	shift 5
	local root cache binary download
	root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	cache=$root/.cache/$name-$version
	binary=$cache/$name
	if [[ -x $binary ]]; then
		printf '%s\n' "$binary"
		return
	fi
	printf 'Building %s %s into .cache/: about 3 minutes on two cores with empty Go caches.\n' "$name" "$version" >&2

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
	if ! download=$(go mod download -json "$module@v$version"); then
		printf '%s\n' "$download" >&2
		exit 1
	fi
	field() { sed -n 's/^[[:space:]]*"'"$1"'": "\(.*\)",\{0,1\}$/\1/p' <<<"$download"; }
	if [[ $(field Sum) != "$sum" ]]; then
		printf '%s %s: the module has the hash %s, and not %s\n' "$name" "$version" "$(field Sum)" "$sum" >&2
		exit 1
	fi

	cp -R "$(field Dir)" src
	chmod -R u+w src
	cd src
	if declare -F adapt >/dev/null; then
		adapt
	fi
	go build -buildvcs=false -ldflags "-s -w -X '$module/version.dev=no'" "$@" -o "$built/$name" "$package" >&2

	"$built/$name" version >/dev/null
	mv -f "$built/$name" "$binary"
	printf '%s\n' "$binary"
}
