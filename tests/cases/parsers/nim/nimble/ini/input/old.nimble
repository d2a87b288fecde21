[Package]
name: "old"
version: "0.1.0"

[Deps]
Requires: "nim >= 0.9.4, argument_parser >= 0.1.2, babel"
