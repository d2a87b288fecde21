module example.com/twice

go 1.21

require example.com/a v1.2.3
require example.com/a v1.1.0
require (
	example.com/b v1.0.0-rc.1 // indirect
	example.com/b v1.0.0
	example.com/c main
	example.com/c v1.0.0
)
replace example.com/a v1.1.0 => ./fork
replace example.com/b v1.0.0 => example.com/fork v2.0.0+incompatible
