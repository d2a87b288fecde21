provider "a" {
}
