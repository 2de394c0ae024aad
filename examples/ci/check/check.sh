#!/bin/sh
cd "$(dirname "$0")" || exit 1
output=$(terraform apply -input=false -no-color -auto-approve \
  -invoke=action.netstatus_interconnect_status_check.fra 2>&1) && exit 0
printf '%s\n' "$output"
exit 1
