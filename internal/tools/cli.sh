#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of the CLI to use: $NETSTATUS_CLI, else the terraform on
# PATH, else the tofu on PATH, else an OpenTofu built here.

set -euo pipefail

export CHECKPOINT_DISABLE=1

# runs prints the absolute path of the command $1 if it is there and can be run.
runs() {
	local path
	path=$(type -P -- "$1") || return 1
	"$path" version >/dev/null 2>&1 || return 1
	case $path in
	/* | [A-Za-z]:*) ;;
	*) path=$(cd "$(dirname "$path")" && pwd)/$(basename "$path") ;;
	esac
	printf '%s\n' "$path"
}

if [[ -n ${NETSTATUS_CLI:-} ]]; then
	if ! runs "$NETSTATUS_CLI"; then
		printf 'NETSTATUS_CLI is %s, which cannot be run\n' "$NETSTATUS_CLI" >&2
		exit 1
	fi
	exit 0
fi

for name in terraform tofu; do
	if runs "$name"; then
		exit 0
	fi
done

exec "$(dirname "${BASH_SOURCE[0]}")/opentofu.sh"
