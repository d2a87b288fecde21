local v = "2.0"
package = "shop"
version = v .. "-3"
dependencies = {}
