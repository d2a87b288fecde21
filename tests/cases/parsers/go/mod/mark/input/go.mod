module example.com/mark

go 1.20

require example.com/a v1.0.0
