# made by init
provider "registry.example/acme/cloud" {
  version     = "5.1.0"
  constraints = ">= 5.0.0, < 6.0.0"
  hashes = [
    "h1:abc=",
    "zh:00ff", # last
  ]
}

/* a comment
   provider "x" {} */
provider "registry.example/acme/rand" {
  version = "3.6.0"
}
