# Installs what a program needs that embeds the library, and nothing else.
#   cmake -DBUILD_DIR=… -DPREFIX=… -P install_library.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${PREFIX})
foreach(component lib dev)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${PREFIX}
    --component ${component} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB_RECURSE installed RELATIVE ${PREFIX} ${PREFIX}/*)
list(FILTER installed EXCLUDE REGEX "^include/")
list(JOIN installed ", " installed)
message(STATUS "${installed}")
