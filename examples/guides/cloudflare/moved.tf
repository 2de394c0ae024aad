moved {
  from = module.ams_1.cloudflare_magic_wan_static_route.this["10.22.0.0/18"]
  to   = module.fra_1.cloudflare_magic_wan_static_route.this["10.22.0.0/18"]
}
