-- a rockspec { not open
rockspec_format = "3.0"
package = "shop"
version = "1.4-1"
description = { summary = [[a "shop" ]], license = "MIT" }
dependencies = {
   "lua >= 5.1, < 5.5",
   "alpha ~> 1.0",
   "beta == 2.0-1",
   'gamma',
   "delta >= 1.0, < 2.0",
}
test_dependencies = { "tester >= 1" }
build_dependencies = { "maker" }
build = { type = "builtin", modules = { ["shop.core"] = "core.lua" } }
