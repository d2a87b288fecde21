require (
	example.com/a v1.2.3
	example.com/a v1.1.0
)
replace example.com/a v1.1.0 => example.com/fork v1.0.1
