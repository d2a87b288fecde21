this is no go.mod
