#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Removes what install.sh has put below ~/.terraform.d, and the folders that are empty then.

set -euo pipefail

plugins=${HOME:?}/.terraform.d/plugins
for folder in "$plugins"/registry.{terraform.io,opentofu.org}/{netstatus,example/router}; do
	if [[ -d $folder ]]; then
		rm -r "$folder"
		printf 'Removed %s\n' "$folder"
		rmdir -p --ignore-fail-on-non-empty "$(dirname "$folder")" 2>/dev/null || true
	fi
done
echo 'Go keeps its caches: go clean -cache -modcache removes those of all projects.'
