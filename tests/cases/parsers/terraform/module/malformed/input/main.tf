module "a" {
  source = "x/y/z"
