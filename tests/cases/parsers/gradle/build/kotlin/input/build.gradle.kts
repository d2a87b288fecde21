plugins {
    kotlin("jvm") version "1.9.0"
    id("org.acme.plugin") version gone
}
val one by extra("9")
val two = "2.0"
dependencies {
    implementation("org.acme:one:1.0")
    implementation("org.acme:two:$two")
    testImplementation(platform("org.acme:bom:3.0"))
    api(group = "org.acme", name = "four", version = "4.0")
    implementation(project(":own"))
}
