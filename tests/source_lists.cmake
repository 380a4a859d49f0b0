# Every .cpp stands in the CMakeLists.txt of its folder, and every .cpp listed there exists.
#   cmake -DSOURCE_DIR=… -P source_lists.cmake
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE lists RELATIVE ${SOURCE_DIR}
     ${SOURCE_DIR}/libprofgen/CMakeLists.txt ${SOURCE_DIR}/tools/CMakeLists.txt
     ${SOURCE_DIR}/tests/CMakeLists.txt)
file(GLOB_RECURSE sources RELATIVE ${SOURCE_DIR}
     ${SOURCE_DIR}/libprofgen/*.cpp ${SOURCE_DIR}/tools/*.cpp ${SOURCE_DIR}/tests/*.cpp)
# Profiles, logs and the like that tests read.
list(FILTER sources EXCLUDE REGEX "^tests/data/")

set(listed "")
set(wrong "")
foreach(list IN LISTS lists)
  get_filename_component(folder ${list} DIRECTORY)
  file(STRINGS ${SOURCE_DIR}/${list} lines)
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "#.*$" "" line "${line}")
    # profgen_fuzzer(NAME …) stands for NAME_fuzzer.cpp, if there is one.
    string(REGEX REPLACE "profgen_fuzzer\\(([a-z_]+)" "\\1_fuzzer.cpp" line "${line}")
    string(REGEX MATCHALL "[A-Za-z0-9_./-]+\\.cpp" names "${line}")
    foreach(name IN LISTS names)
      list(APPEND listed ${folder}/${name})
      if(NOT EXISTS ${SOURCE_DIR}/${folder}/${name} AND NOT name MATCHES "_fuzzer\\.cpp$")
        list(APPEND wrong "${list} names ${name}, which does not exist")
      endif()
    endforeach()
  endforeach()
endforeach()
foreach(source IN LISTS sources)
  if(NOT source IN_LIST listed)
    list(APPEND wrong "${source} stands in no CMakeLists.txt")
  endif()
endforeach()
if(wrong)
  list(JOIN wrong "\n" wrong)
  message(FATAL_ERROR "${wrong}")
endif()
list(LENGTH sources count)
message(STATUS "${count} source files, all listed")
