scalaVersion := "3.3.1"
libraryDependencies += "org.acme" %% "scala" % "2.0"
