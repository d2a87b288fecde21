FetchContent_Declare(unknown GIT_REPOSITORY ${WHERE}/x.git GIT_TAG v1)
FetchContent_Declare(tag GIT_REPOSITORY https://git.example/acme/tag GIT_TAG ${TAG})
FetchContent_Declare(nested GIT_REPOSITORY https://git.example/acme/nested GIT_TAG ${A_${B}})
set(LOOP "${LOOP}${LOOP}")
set(LOOP x)
FetchContent_Declare(GIT_REPOSITORY)
FetchContent_Declare()
CPMAddPackage()
CPMAddPackage(NAME nothing)
CPMAddPackage("${WHAT}")
CPMAddPackage("gh:")
<<<<<<< HEAD
FetchContent_Declare(mine GIT_REPOSITORY https://git.example/acme/mine GIT_TAG v1.0)
=======
>>>>>>> b
FetchContent_Declare(open GIT_REPOSITORY https://git.example/acme/open GIT_TAG [==[v1.0]=]
CPMAddPackage("gh:swallowed/by@1.0"
