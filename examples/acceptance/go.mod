module example.com/link

go 1.26.0

require github.com/hashicorp/terraform-plugin-testing v1.16.0
