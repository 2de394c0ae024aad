#!/usr/bin/env bash
# Copyright (c) The netstatus authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of an OpenTofu binary, which it builds where it isn't there yet.

set -euo pipefail

# shellcheck source=internal/tools/build_cli.sh
source "$(dirname "${BASH_SOURCE[0]}")/build_cli.sh"

build_cli tofu github.com/opentofu/opentofu 1.12.6 'h1:0VT4P8pMmGcCUnQ9JDrJ+Qg2d35Vzm4FFd/9+H7oF98=' ./cmd/tofu -mod=readonly
