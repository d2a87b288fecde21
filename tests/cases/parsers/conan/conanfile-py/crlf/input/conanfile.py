class A(ConanFile):
    name = "a"
    requires = "b/1.0"
    def requirements(self):
        self.requires("c/2.0")