module example.com/app

go 1.20

require (
	example.com/a v1.0.0
	example.com/b v1.0.0 v1.1.0
)
