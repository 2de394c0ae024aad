#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of an OpenTofu binary, which it builds where it isn't there yet. It is for
# the demo and the tests: it lacks the backends and keys of clouds, whose SDKs take half of
# the time to build.

set -euo pipefail

# shellcheck source=internal/tools/build_cli.sh
source "$(dirname "${BASH_SOURCE[0]}")/build_cli.sh"

adapt() {
	sed -i.old -E '/backend(Azure|Consul|Cos|GCS|Kubernetes|OSS|Pg|S3)[ .]/d' internal/backend/init/init.go
	sed -i.old -E '/keyprovider\/(aws_kms|azure_vault|gcp_kms)"/d; /(aws_kms|azure_vault|gcp_kms)\.New/,/^\t}/d' internal/encryption/default_registry.go
}

build_cli tofu github.com/opentofu/opentofu 1.12.6 'h1:0VT4P8pMmGcCUnQ9JDrJ+Qg2d35Vzm4FFd/9+H7oF98=' ./cmd/tofu -mod=readonly
