# embed.cmake - files as bytes of a C file, without a tool beside CMake.
# cmake -DOUT=x.c -DHEADER=h -DNAME=table "-DFILES=a b" -P embed.cmake
# defines `const struct NAME_file NAME_files[]`, ended by one without bytes. With -DBASE=folder
# each has its path below that as a third member.

set(arrays "")
set(rows "")
set(number 0)
separate_arguments(FILES UNIX_COMMAND "${FILES}")
foreach(file ${FILES})
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n\t" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND arrays "static const unsigned char file_${number}[] = {\n\t${hex}\n};\n\n")
  set(path "")
  if(BASE)
    file(RELATIVE_PATH path ${BASE} ${file})
    set(path ", \"${path}\"")
  endif()
  string(APPEND rows "\t{ file_${number}, sizeof(file_${number})${path} },\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT} "/* Made by cmake/embed.cmake: do not edit. */\n#include \"${HEADER}\"\n\n${arrays}"
  "const struct ${NAME}_file ${NAME}_files[] = {\n${rows}\t{ 0 },\n};\n")
