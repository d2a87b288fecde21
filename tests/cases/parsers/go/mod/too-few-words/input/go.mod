module example.com/next

go 1.20

require example.com/a v1.0.0

require example.com/short
