module example.com/r

go 1.20

require example.com/a v1.0.0
replace example.com/a => example.com/b
