"""what the rules need"""
def http_archive(name, **kwargs):
    maybe(_http_archive, name = name, **kwargs)

def dependencies():
    go_repository(
        name = "a",
        importpath = "mod.example/a",
        version = "v0.1.0",
    )
    maybe(http_archive, name = "b", url = "https://git.example/acme/b/archive/v1.0.zip")
    http_archive(name = "c", url = "https://git.example/acme/c/archive/v1.1.zip")
