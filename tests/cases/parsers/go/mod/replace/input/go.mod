module example.com/app

go 1.22.0

toolchain go1.22.3-custom

require (
	example.com/any v1.0.0
	example.com/exact v1.0.0
	example.com/other v1.0.0
	example.com/folder v1.0.0
	example.com/both v1.5.0
)

replace example.com/any => example.com/fork/any v1.0.1

replace (
	example.com/exact v1.0.0 => example.com/exact v1.0.9
	example.com/other v1.9.9 => example.com/other v2.0.0
	example.com/folder => ../folder
	example.com/both => example.com/both v1.0.0
	example.com/both v1.5.0 => example.com/both v1.5.1
)
