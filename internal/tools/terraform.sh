#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of a Terraform binary, for tests only, which it builds where it isn't
# there yet. The first argument is the version: 1.16.0, the first that has actions which
# can stop a change, if there is none; or 1.5.7, the oldest that works.

set -euo pipefail

# shellcheck source=internal/tools/build_cli.sh
source "$(dirname "${BASH_SOURCE[0]}")/build_cli.sh"

version=${1:-1.16.0}
case $version in
1.5.7) sum='h1:HL+iEBdp6mC/tqQM1F5jA5y32CbxXPwyiNQyYSXVzw0=' ;;
1.16.0) sum='h1:FgjcYL8Rt2n+INJ+blTABAf0wFHbmnKRzo+Rx2IKSYI=' ;;
*)
	printf 'no hash of Terraform %s is known here\n' "$version" >&2
	exit 1
	;;
esac

# adapt takes out the backends that are modules of their own: the archive of the module
# doesn't have them, and no test keeps its state in one.
adapt() {
	sed -i.old -E '/internal\/(backend\/remote-state|legacy)/d' go.mod
	sed -i.old -E '/internal\/backend\/remote-state\//{/remote-state\/(http|inmem)"/!d;}' internal/backend/init/init.go
	local name
	for name in $(sed -nE 's#^[[:space:]]*(backend[A-Za-z0-9]+) "github.com/hashicorp/terraform/internal/backend/remote-state/.*#\1#p' internal/backend/init/init.go.old); do
		if ! grep -q "$name \"" internal/backend/init/init.go; then
			sed -i.old2 -E "/\\b$name\\.New\\(/d" internal/backend/init/init.go
		fi
	done
}

build_cli terraform github.com/hashicorp/terraform "$version" "$sum" . -mod=mod
