# Flags that hold for every file of ours, and the function that makes a layer.

option(STRATA_WERROR "warnings are errors" OFF)
option(STRATA_SANITIZE "build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(STRATA_DEBUG_ARENA "one malloc for each object of an arena" OFF)
option(STRATA_FUZZ "build the fuzz targets for libFuzzer (clang)" OFF)
option(BUILD_TESTING "build the unit tests" ON)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(strata_flags INTERFACE)
target_include_directories(strata_flags INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(strata_flags INTERFACE
  _GNU_SOURCE STRATA_VERSION="${PROJECT_VERSION}"
  $<$<BOOL:${STRATA_DEBUG_ARENA}>:STRATA_DEBUG_ARENA>)
target_compile_options(strata_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wformat=2 -Wundef -Wconversion
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wwrite-strings -Wpointer-arith -Wimplicit-fallthrough -fno-common
  $<$<BOOL:${STRATA_WERROR}>:-Werror>
  $<$<BOOL:${STRATA_FUZZ}>:-fsanitize=fuzzer-no-link>
  $<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address,undefined;-fno-sanitize-recover=all;-fno-omit-frame-pointer>)
target_link_options(strata_flags INTERFACE
  $<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address,undefined>)

# strata_layer(NAME SOURCES file.. [USES layer..] [LIBS target..])
# The headers of a third-party library reach the layer that is its home, no other.
function(strata_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;USES;LIBS" ${ARGN})
  add_library(strata_${name} STATIC ${LAYER_SOURCES})
  target_include_directories(strata_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(strata_${name} PUBLIC strata_flags PRIVATE ${LAYER_LIBS})
  foreach(used ${LAYER_USES})
    target_link_libraries(strata_${name} PUBLIC strata_${used})
  endforeach()
endfunction()
