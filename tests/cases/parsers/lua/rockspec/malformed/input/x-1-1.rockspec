package = "x"
dependencies = { "alpha
