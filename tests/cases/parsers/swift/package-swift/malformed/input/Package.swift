let package = Package(name: name, dependencies: [
  .package(url: base + "/x", from: "1.0.0"),
  .package(url: "https://git.example/a/ok", from: version),
  .package(url: "https://git.example/a/odd", from: "one"),
  .package(url: "https://git.example/a/huge", from: "18446744073709551615.0.0"),
  .package(),
<<<<<<< HEAD
  .package(url: "https://git.example/a/mine", from: "1.0.0"),
=======
>>>>>>> b
  .package(url: "https://git.example/a/open