// Deprecated: use example.com/new instead.
module "example.com/app" // the module

go 1.21rc2

toolchain default

godebug default=go1.20

require example.com/single v1.2.3

require (
	example.com/indirect v0.1.0 // indirect
	example.com/because v0.2.0 // indirect; needed by single
	`example.com/quoted` v2.0.0+incompatible
	example.com/branch master
	example.com/tool v0.3.0 // indirect
)

tool example.com/tool/cmd/gen

exclude example.com/single v1.2.4

retract [v0.9.0, v0.9.9] // broken

ignore ./node_modules
