import PackageDescription

let package = Package(
    name: "Old",
    dependencies: [
        .Package(url: "https://git.example/acme/both.git", majorVersion: 1, minor: 3),
        .Package(url: "https://git.example/acme/major.git", majorVersion: 2),
        .Package(url: "https://git.example/acme/version.git", "1.0.0"),
        .Package(url: "https://git.example/acme/range.git", versions: "1.0.0"..<"2.0.0")
    ]
)
