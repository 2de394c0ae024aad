#!/bin/sh
# Tests the gate of the module in this folder against the simulator.
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
export TF_VAR_router_token=not-a-token
link="$NETSTATUS_SIMULATOR_CONTROL/client/v4/accounts/$CLOUDFLARE_ACCOUNT_ID"
link="$link/cni/interconnects/icon-fra-1/status"

terraform init
terraform apply -auto-approve

curl -sSf -X PUT "$link" -d '{"state":"Down","reason":"no light"}'
if terraform destroy -auto-approve; then
  echo "The gate is open with the link down." >&2
  exit 1
fi

curl -sSf -X PUT "$link" -d '{"state":"Healthy"}'
terraform destroy -auto-approve
