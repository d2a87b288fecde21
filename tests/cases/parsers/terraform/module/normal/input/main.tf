terraform {
  required_version = ">= 1.3"
  required_providers {
    cloud = {
      source  = "acme/cloud"
      version = "~> 5.0"
    }
    exact = { source = "registry.example/acme/exact", version = "= 1.2.3" }
    old = "~> 2.0"
  }
}

locals {
  text = <<-EOT
    module "no" { source = "x/y/z" }
    EOT
  map  = { a = "b", "c" : [1, 2, { d = "}" }] }
  call = join(",", [for x in var.list : "${x.name}-\"quoted\"" if x.on])
  list = var.on ? ["a"] : []
  tail = [for s in var.s : s][0]
}

module "net" {
  source  = "acme/net/cloud//modules/sub"
  version = "3.2.1"
  count   = length(var.list) > 0 ? 1 : 0 # {
}

module "range" {
  source  = "registry.example/acme/range/cloud"
  version = ">= 1.0, < 2.0"
}

module "git" {
  source = "git::https://host.example/acme/git.git//deep?ref=v1.4.0&depth=1"
}

module "commit" {
  source = "git@host.example:acme/commit.git?ref=0123456789012345678901234567890123456789"
}

module "own" {
  source = "./modules/own"
}

module "dynamic" {
  source = "${var.base}/x"
}

resource "thing" "a" {
  dynamic "block" {
    for_each = var.x
    content { name = block.value }
  }
  one { a = 1 }
}
