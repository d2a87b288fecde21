provider "a" {
  version = "1"
  hashes = [
    "h1:x"