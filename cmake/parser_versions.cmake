# parser_versions.cmake - under which name results are kept in the cache: a hash of all
# sources that a result comes from. Whoever changes a parser need not think of the cache.
#
# Included, it makes the command that writes parser_versions.c; run by cmake -P with OUT,
# ROOT and FILES it writes that file.

if(CMAKE_SCRIPT_MODE_FILE)
  set(sums "")
  separate_arguments(FILES UNIX_COMMAND "${FILES}")
  foreach(file ${FILES})
    file(SHA256 ${ROOT}/${file} sum)
    string(APPEND sums "${file} ${sum}\n")
  endforeach()
  string(SHA256 version "${sums}")
  string(SUBSTRING ${version} 0 32 version)
  file(WRITE ${OUT} "/* Made by cmake/parser_versions.cmake: do not edit. */\n"
    "#include \"memo/memo.h\"\n\nconst char memo_version[] = \"${version}\";\n")
  return()
endif()

file(GLOB_RECURSE parser_sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
  parsers/*.[ch] parsers/*.def src/base/*.[ch] src/text/*.[ch] src/model/*.[ch]
  src/discover/*.[ch] src/facts/*.[ch] src/resolve/*.[ch] src/source/*.[ch]
  src/advisory/*.[ch] src/history/*.[ch] src/composition/*.[ch] src/discover/*.def
  src/composition/*.def include/*.h include/*.def)
list(SORT parser_sources)
list(JOIN parser_sources " " parser_words)
set(parser_versions_c ${CMAKE_CURRENT_BINARY_DIR}/parser_versions.c)
add_custom_command(OUTPUT ${parser_versions_c}
  COMMAND ${CMAKE_COMMAND} -DOUT=${parser_versions_c} -DROOT=${CMAKE_CURRENT_SOURCE_DIR}
    "-DFILES=${parser_words}" -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS ${parser_sources} ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
