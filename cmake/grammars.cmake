# The syntax-tree core and the grammars: C sources out of their npm packages, pinned with
# their checksums by src/syntax/grammars/package-lock.json. npm brings them, and runs nothing
# of theirs; one copy serves all presets.

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
  execute_process(COMMAND ${npm} ci --ignore-scripts --no-audit --no-fund --silent
    WORKING_DIRECTORY ${grammar_folder} COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${grammar_folder}/present ${grammar_wanted})
endif()

# Not our code: neither its warnings nor its style are ours.
set(core ${grammar_folder}/node_modules/tree-sitter/vendor/tree-sitter/lib)
add_library(grammar_core STATIC ${core}/src/lib.c)
target_include_directories(grammar_core SYSTEM PUBLIC ${core}/include PRIVATE ${core}/src)
target_compile_definitions(grammar_core PRIVATE _DEFAULT_SOURCE _POSIX_C_SOURCE=200112L)
target_compile_options(grammar_core PRIVATE -w $<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address>)

# strata_grammar(NAME): the target grammar_<NAME>, of the package tree-sitter-<NAME>.
function(strata_grammar name)
  set(folder ${grammar_folder}/node_modules/tree-sitter-${name}/src)
  add_library(grammar_${name} STATIC ${folder}/parser.c ${folder}/scanner.c)
  target_include_directories(grammar_${name} PRIVATE ${folder})
  target_compile_options(grammar_${name} PRIVATE -w
    $<$<BOOL:${STRATA_SANITIZE}>:-fsanitize=address>)
  target_link_libraries(grammar_${name} PUBLIC grammar_core)
endfunction()
