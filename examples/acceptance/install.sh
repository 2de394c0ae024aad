go install github.com/netstatus/terraform-provider-netstatus/cmd/netstatus-simulator@latest
