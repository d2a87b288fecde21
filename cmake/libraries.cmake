# Third-party libraries. Start-up is a cost of its own (a hook runs at every commit):
# loading libgit2 and what it draws in takes several times as long as the work, so the
# libraries of every run are linked statically where their archives are installed, and
# libgit2 without its network (src/source/offline.c). tests/bench/README.md has the figures.

option(STRATA_SHARED_LIBRARIES "link all third-party libraries dynamically" OFF)

# strata_library(NAME PKGCONFIG-NAME [archive..]): the target library_<NAME>.
function(strata_library name package)
  string(MAKE_C_IDENTIFIER ${package} id)
  pkg_check_modules(${id} REQUIRED IMPORTED_TARGET ${package})
  add_library(library_${name} INTERFACE)
  set(archives)
  foreach(archive ${ARGN})
    find_library(archive_${archive} NAMES lib${archive}.a)
    if(NOT archive_${archive} OR STRATA_SHARED_LIBRARIES)
      target_link_libraries(library_${name} INTERFACE PkgConfig::${id})
      return()
    endif()
    list(APPEND archives ${archive_${archive}})
  endforeach()
  if(NOT archives)
    target_link_libraries(library_${name} INTERFACE PkgConfig::${id})
    return()
  endif()
  target_include_directories(library_${name} INTERFACE ${${id}_INCLUDE_DIRS})
  target_link_libraries(library_${name} INTERFACE ${archives})
endfunction()

# strata_headers(NAME PKGCONFIG-NAME): the headers alone, of a library that is loaded when
# it is first wanted (include/strata/library.h): the target headers_<NAME>.
function(strata_headers name package)
  string(MAKE_C_IDENTIFIER ${package} id)
  pkg_check_modules(${id} REQUIRED ${package})
  add_library(headers_${name} INTERFACE)
  target_include_directories(headers_${name} SYSTEM INTERFACE ${${id}_INCLUDE_DIRS})
endfunction()
