// "no" % "no" % "1"
ThisBuild / scalaVersion := "2.13.8"
val v = "3.0"
libraryDependencies ++= Seq(
  "org.acme" % "java" % "1.0",
  "org.acme" %% "scala" % "2.0" % Test,
  "org.acme" %%% "js" % v % "optional",
  "org.acme" % "gone" % versions.gone
)
addSbtPlugin("org.acme" % "sbt-plugin" % "1.1")
