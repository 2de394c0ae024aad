#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Builds a release 0.1.0 from two clones, with the GoReleaser of the workflow, compares the
# two, and installs it from a mirror. Then it runs the programs that read the
# examples and the workflows.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
cli=$(internal/tools/cli.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# tool builds a program from its Go module, and prints its path.
tool() {
	local package=$1 version=$2 name binary
	name=$(basename "${package%/v[0-9]*}")
	binary=$root/.cache/bin/$name-$version
	if [[ ! -x $binary ]]; then
		printf 'Building %s %s\n' "$name" "$version" >&2
		GOBIN=$work/bin go install "$package@$version" >&2
		mkdir -p "$root/.cache/bin"
		mv "$work/bin/$name" "$binary"
	fi
	printf '%s\n' "$binary"
}

step() { printf '== %s\n' "$*"; }

step 'goreleaser: two targets, from two clones'
goreleaser=$(tool github.com/goreleaser/goreleaser/v2 \
	"$(sed -nE '/goreleaser-action/,/args:/s/^ *version: (v.*)/\1/p' .github/workflows/release.yml)")
"$goreleaser" check
git clone --quiet --no-local "$root" "$work/one"
git -C "$work/one" tag v0.1.0
git clone --quiet --no-local "$work/one" "$work/two"
for clone in one two; do
	(
		cd "$work/$clone"
		# Linux on amd64 and arm64.
		sed -i.all -E '/^ +- (freebsd|windows|darwin|"386"|arm|s390x)$/d; /^    ignore:$/,/^    binary:/{/^    binary:/!d;}' .goreleaser.yml
		GPG_FINGERPRINT=none "$goreleaser" release --clean --skip=announce,sign,sbom,publish,validate 2>"$work/log" || {
			cat "$work/log" >&2
			exit 1
		}
	)
done
sums=$(cd "$work/one/dist" && echo *_SHA256SUMS)
cat "$work/one/dist/$sums"
diff "$work/one/dist/$sums" "$work/two/dist/$sums"
(cd "$work/two/dist" && cp ../terraform-registry-manifest.json "${sums%_SHA256SUMS}_manifest.json" && sha256sum --quiet --check "$sums")

step 'init, providers lock and plan, from a mirror'
version=${sums#terraform-provider-netstatus_}
version=${version%_SHA256SUMS}
mkdir "$work/config"
for registry in registry.terraform.io registry.opentofu.org; do
	mkdir -p "$work/mirror/$registry/netstatus/netstatus"
	cp "$work/one/dist/terraform-provider-netstatus_${version}_"*.zip "$work/mirror/$registry/netstatus/netstatus/"
done
cat >"$work/cli.tfrc" <<EOF
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
EOF
cat >"$work/config/main.tf" <<EOF
terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "$version"
    }
  }
}
EOF
(
	cd "$work/config"
	export TF_CLI_CONFIG_FILE=$work/cli.tfrc CHECKPOINT_DISABLE=1
	"$cli" init -input=false >/dev/null
	"$cli" providers lock -fs-mirror="$work/mirror" -platform=linux_amd64 -platform=linux_arm64 >/dev/null
	"$cli" plan -input=false -detailed-exitcode >/dev/null
)

step 'tflint: no finding in a whole module, and --fix deletes no gate'
tflint=$(tool github.com/terraform-linters/tflint v0.64.0)
cp -R examples "$work/examples"
find "$work/examples" -name main.tf -exec dirname {} + | while read -r folder; do
	(cd "$folder" && "$tflint" --no-color)
done
find "$work/examples" -name '*.tf' -exec dirname {} + | sort -u | while read -r folder; do
	(cd "$folder" && "$tflint" --no-color --fix >/dev/null) || true
done
if diff -r examples "$work/examples" | grep -E '^< (data|ephemeral|action) '; then
	echo 'tflint --fix deletes what is above' >&2
	exit 1
fi

step 'actionlint'
"$(tool github.com/rhysd/actionlint/cmd/actionlint v1.7.12)"
