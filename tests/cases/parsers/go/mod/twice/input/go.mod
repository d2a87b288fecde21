module example.com/twice

go 1.21

require example.com/a v1.2.3
require example.com/a v1.1.0
