# Package
version       = "0.3.1"
author        = "a"
requires "nim >= 1.6.0"
requires "chronos >= 3.0 & < 4.0", "exact == 1.2.3",
  "any"
requires("stew", "https://git.example/acme/lib.git#0123456789012345678901234567890123456789")
requires "headed#head"
taskRequires "test", "unittest2 >= 0.1"
when defined(windows):
  requires "winim"
