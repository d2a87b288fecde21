{application, x, []}.
