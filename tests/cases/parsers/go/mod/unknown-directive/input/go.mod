module example.com/next

go 1.99

teleport (
	example.com/x
	example.com/y
)

require example.com/a v1.0.0
