class Odd(ConanFile):
    requires = [f"zlib/{v}", "ok/1.0", "fmt/%s" % version, "a/b/c"]
    tool_requires = tools()
    def requirements(self):
        self.requires("boost/" + self.version)
        self.requires(self.conan_data["x"])
        self.requires("open/1.0
        self.requires("good/2.0")
<<<<<<< HEAD
        self.requires("mine/1.0")
=======
        self.requires("theirs/1.0")
>>>>>>> b
    requires = (("deep/1.0",
