provider "a" {
  version = "1
}
