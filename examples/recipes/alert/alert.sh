#!/bin/sh
# Run by cron, in the folder of the configuration:
#
#   */5 * * * * cd /srv/links && ./alert.sh
#
# Prints what the checks found, which cron sends by mail, and then fails. Prints
# nothing where all is well. Changes nothing.
set -eu

plan=$(mktemp)
trap 'rm -f "$plan"' EXIT

# A gate or a read that fails ends it here, with the provider's message.
terraform plan -input=false -no-color -lock=false -out="$plan" >"$plan.log" 2>&1 || {
  cat "$plan.log"
  rm -f "$plan.log"
  exit 1
}
rm -f "$plan.log"

found=$(terraform show -json "$plan" | jq -r '
  .checks[]? | select(.status != "pass")
  | "\(.address.to_display): \(.status)", (.instances[]?.problems[]?.message | "  " + .)')

if [ -n "$found" ]; then
  printf '%s\n' "$found"
  exit 1
fi
