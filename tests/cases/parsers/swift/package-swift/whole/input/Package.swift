// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Shop",
    platforms: [.macOS(.v13)],
    products: [.library(name: "Shop", targets: ["Shop"])],
    dependencies: [
        .package(url: "https://git.example/acme/from.git", from: "1.2.3"),
        .package(url: "https://git.example/acme/exact", exact: "2.0.1"),
        .package(url: "https://git.example/acme/old-exact", .exact("0.4.0")),
        .package(name: "Named", url: "https://git.example/acme/minor", .upToNextMinor(from: "0.4.2")),
        .package(url: "https://git.example/acme/major", .upToNextMajor(from: "0.9.0")),
        .package(url: "https://git.example/acme/open", "1.0.0"..<"1.5.0"),
        .package(url: "https://git.example/acme/closed", "1.0.0"..."1.5.0"),
        .package(url: "ssh://git@git.example/acme/branch.git", branch: "main"),
        .package(url: "https://git.example/acme/old-branch.git", .branch("next")),
        /* .package(url: "https://git.example/acme/commented", from: "1.0.0"), */
        .package(url: "https://git.example/acme/revision", revision: "0123456789012345678901234567890123456789"),
        .package(id: "acme.registry", from: "3.1.4"),
        .package(path: "../Tools"),
    ],
    targets: [
        .target(name: "Shop", dependencies: [
            .product(name: "From", package: "from"),
        ]),
        .testTarget(name: "ShopTests", dependencies: ["Shop"]),
    ]
)
package.dependencies.append(.package(url: "https://git.example/acme/later", from: "1.0.0"))
