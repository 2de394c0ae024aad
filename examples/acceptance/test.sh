#!/bin/sh
set -eu

rm -f simulator.env
netstatus-simulator -env-file simulator.env >/dev/null &
simulator=$!
trap 'kill "$simulator"' EXIT
until [ -e simulator.env ]; do
  kill -0 "$simulator" # ends the script if the simulator has ended
  sleep 0.1
done
. ./simulator.env
control=$NETSTATUS_SIMULATOR_CONTROL

terraform init

# A link comes up five seconds from now.
curl -sS --fail-with-body -X PUT -d @comes-up.json "$control/scripts/comes-up"
terraform test

# With the link down the gate has to stop the module.
curl -sS --fail-with-body -X PUT -d '{"state":"Down","reason":"no light"}' \
  "$control/interconnects/$CLOUDFLARE_ACCOUNT_ID/icon-fra-1/status"
if terraform plan -no-color -var icon=icon-fra-1 >closed.txt 2>&1; then
  echo "The gate is open with the link down." >&2
  exit 1
fi
grep 'state is "Down"' closed.txt
