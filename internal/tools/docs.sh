#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Generates docs/ from the provider's schema, templates/ and examples/.
#
# tfplugindocs is given the schema, so that it neither looks for a CLI nor downloads one.
# Terraform prints the schemas of actions from 1.14 on.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cli=$(internal/tools/terraform.sh)

# What is set for the user's own configurations has no say in this.
for name in "${!TF_@}"; do
	unset "$name"
done
export CHECKPOINT_DISABLE=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$work/provider" "$work/config"
CGO_ENABLED=0 go build -o "$work/provider/terraform-provider-netstatus" .

cat >"$work/cli.tfrc" <<EOF
provider_installation {
  dev_overrides {
    "hashicorp/netstatus" = "$work/provider"
  }
  direct {}
}
EOF

# Without a source it is hashicorp/netstatus, which tfplugindocs looks for.
printf 'provider "netstatus" {}\n' >"$work/config/main.tf"

(cd "$work/config" && TF_CLI_CONFIG_FILE=$work/cli.tfrc "$cli" providers schema -json) >"$work/schema.json"

tfplugindocs() {
	local command=$1
	shift
	if ! go tool -modfile=internal/tools/go.mod tfplugindocs "$command" \
		--provider-name netstatus --providers-schema "$work/schema.json" "$@" >"$work/log" 2>&1; then
		cat "$work/log" >&2
		printf 'tfplugindocs %s failed\n' "$command" >&2
		return 1
	fi
}

tfplugindocs generate
# It ends a description with a link to the nested schema. Where the description is a list,
# that link would belong to the last item.
for page in docs/*/*.md; do
	sed -E 's/^( +- .*) \(see \[below for nested schema\]\(#[^)]*\)\)$/\1/' "$page" >"$work/page"
	cp "$work/page" "$page"
done
tfplugindocs validate
