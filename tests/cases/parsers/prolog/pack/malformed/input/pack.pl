name("quoted").
version(1.0
requires().
requires(>= 1).
requires([[a]]).
<<<<<<< HEAD
