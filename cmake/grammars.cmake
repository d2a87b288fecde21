# The syntax-tree core and the grammars: C sources out of their npm packages, pinned with
# their checksums by src/syntax/grammars/package-lock.json. npm brings them, and runs nothing
# of theirs; one copy serves all presets. The versions of Node's binding that they name as
# peers contradict each other and do not matter here: the core is the one above.

set(grammar_manifests ${PROJECT_SOURCE_DIR}/src/syntax/grammars)
set(grammar_folder ${PROJECT_SOURCE_DIR}/build/grammars)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${grammar_manifests}/package-lock.json)

file(SHA256 ${grammar_manifests}/package-lock.json grammar_wanted)
set(grammar_present)
if(EXISTS ${grammar_folder}/present)
  file(READ ${grammar_folder}/present grammar_present)
endif()
if(NOT grammar_present STREQUAL grammar_wanted)
  find_program(npm npm REQUIRED)
  file(COPY ${grammar_manifests}/package.json ${grammar_manifests}/package-lock.json
    DESTINATION ${grammar_folder})
  execute_process(COMMAND ${npm} ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent
    WORKING_DIRECTORY ${grammar_folder} COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${grammar_folder}/present ${grammar_wanted})
endif()

# Not our code: neither its warnings nor its style are ours.
set(core ${grammar_folder}/node_modules/tree-sitter/vendor/tree-sitter/lib)
add_library(grammar_core STATIC ${core}/src/lib.c)
target_include_directories(grammar_core SYSTEM PUBLIC ${core}/include PRIVATE ${core}/src)
target_compile_definitions(grammar_core PRIVATE _DEFAULT_SOURCE _POSIX_C_SOURCE=200112L)
target_compile_options(grammar_core PRIVATE -w $<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address>)

# strata_grammar(NAME [FOLDER]): the target grammar_<NAME>, of the package tree-sitter-<NAME> or
# the folder of another one. Its tables are data of many megabytes: kept out of link-time
# optimisation, which would only read them again, and, but for the scanner, of the sanitizers.
function(strata_grammar name)
  set(folder ${grammar_folder}/node_modules/tree-sitter-${name}/src)
  if(ARGC GREATER 1)
    set(folder ${grammar_folder}/node_modules/${ARGV1}/src)
  endif()
  set(sources ${folder}/parser.c)
  if(EXISTS ${folder}/scanner.c)
    list(APPEND sources ${folder}/scanner.c)
    set_source_files_properties(${folder}/scanner.c PROPERTIES
      COMPILE_OPTIONS "$<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address>")
  endif()
  add_library(grammar_${name} STATIC ${sources})
  target_include_directories(grammar_${name} PRIVATE ${folder})
  target_compile_options(grammar_${name} PRIVATE -w -O2)
  set_target_properties(grammar_${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  target_link_libraries(grammar_${name} PUBLIC grammar_core)
  target_link_libraries(grammars INTERFACE grammar_${name})
endfunction()

add_library(grammars INTERFACE)
strata_grammar(bash)
strata_grammar(c)
strata_grammar(c-sharp)
strata_grammar(cpp)
strata_grammar(go)
strata_grammar(java)
strata_grammar(javascript)
strata_grammar(kotlin @tree-sitter-grammars/tree-sitter-kotlin)
strata_grammar(php tree-sitter-php/php)
strata_grammar(python)
strata_grammar(ruby)
strata_grammar(rust)
strata_grammar(tsx tree-sitter-typescript/tsx)
strata_grammar(typescript tree-sitter-typescript/typescript)
