version = v
requires name
requires "a" & "b", x
requires
requires ""
requires "open
requires "last"