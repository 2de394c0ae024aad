#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Puts bin/terraform-provider-netstatus where `terraform init` and `tofu init` find
# it, as the version that the first argument begins with (0.1.0 if it begins with
# none). Beside it goes example/router, which examples/try changes.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ -z ${HOME:-} ]]; then
	echo 'HOME is not set: that is where the provider would be installed' >&2
	exit 1
fi

version=0.1.0
if [[ ${1:-} =~ ^v?([0-9]+\.[0-9]+\.[0-9]+) ]]; then
	version=${BASH_REMATCH[1]}
fi
platform=$(go env GOOS)_$(go env GOARCH)
plugins=$HOME/.terraform.d/plugins

put() {
	local name=${1##*/} version=$2 registry folder
	for registry in registry.terraform.io registry.opentofu.org; do
		folder=$plugins/$registry/$1/$version/$platform
		mkdir -p "$folder"
		# Renamed into place, since a CLI may be running the old one.
		cp "bin/terraform-provider-$name" "$folder/.new"
		mv -f "$folder/.new" "$folder/terraform-provider-${name}_v$version"
		printf 'Installed %s\n' "$folder/terraform-provider-${name}_v$version"
	done
}

CGO_ENABLED=0 go build -o bin/terraform-provider-router ./internal/acceptance/stub
put netstatus/netstatus "$version"
put example/router 0.1.0

cat <<EOF

terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> ${version}"
    }
  }
}

With that in a configuration, or in one of its modules, "terraform init" and
"tofu init" take the provider from there, and no longer from a registry. After
another "make install" remove .terraform.lock.hcl first: it has the hash of the
old binary. Where the CLI's configuration file has a provider_installation, that
has to have a filesystem_mirror of $plugins.

To remove it again: make uninstall
EOF
