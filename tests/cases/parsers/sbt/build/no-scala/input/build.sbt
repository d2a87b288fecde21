libraryDependencies += "org.acme" %% "scala" % "2.0"
