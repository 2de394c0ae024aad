#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Generates docs/ from the provider's schema, templates/ and examples/, and the
# simulator's help.txt.
#
# tfplugindocs is given the schema, so that it neither looks for a CLI nor
# downloads one, and so that any CLI's does that knows ephemeral resources: what it
# doesn't know of actions is added.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cli=$(internal/tools/cli.sh)

# What is set for the user's own configurations has no say in this.
for name in "${!TF_@}"; do
	unset "$name"
done
export CHECKPOINT_DISABLE=1

# The guide about acceptance tests shows the simulator's help.
help=$(go run ./cmd/netstatus-simulator -h)
printf '%s\n' "$help" >cmd/netstatus-simulator/help.txt

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
    "netstatus/netstatus" = "$work/provider"
  }
  direct {}
}
EOF

cat >"$work/config/main.tf" <<'EOF'
terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}
EOF

(cd "$work/config" && TF_CLI_CONFIG_FILE=$work/cli.tfrc "$cli" providers schema -json) >"$work/cli.json"

go run ./internal/schemas <"$work/cli.json" >"$work/schema.json"

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
tfplugindocs validate
