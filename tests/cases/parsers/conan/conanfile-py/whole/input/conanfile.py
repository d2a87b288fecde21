from conan import ConanFile

class Shop(ConanFile):
    name = "shop"
    version = "1.4.0"
    settings = "os", "compiler"
    requires = "zlib/1.3.1", ("openssl/3.2.0@team/stable#0123abcd", "private"), \
        "range/[>=1.0 <2.0]"
    tool_requires = ["cmake/3.28.1", 'ninja/1.11.1']
    build_requires = ("nasm/2.16.01")
    python_requires = "base/0.9@team/stable"
    test_requires = "gtest/1.14.0"

    def requirements(self):
        self.requires("fmt/10.2.1", transitive_headers=True)
        if self.settings.os == "Linux":
            self.requires("libuuid/1.0.3")  # only there
        self.test_requires("catch2/3.5.2")

    def build_requirements(self):
        self.tool_requires("protobuf/3.21.12")

    def package_info(self):
        self.cpp_info.requires = ["zlib::zlib"]
