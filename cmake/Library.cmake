# libprofgen.so and libprofgen.a, made of the objects of all layers (nothing is compiled twice), and
# what others need to build with them: headers, find_package(profgen), pkg-config. The programs link
# the layers themselves.
include(CMakePackageConfigHelpers)

# libprofgen.so.N: docs/abi.md says when it grows.
file(STRINGS ${CMAKE_SOURCE_DIR}/libprofgen/include/profgen.h line REGEX "define PROFGEN_ABI_VERSION")
string(REGEX MATCH "[0-9]+$" profgen_abi "${line}")

# The headers say which version they are, and may be used without CMake.
set(version_of_headers "")
foreach(part MAJOR MINOR PATCH)
  file(STRINGS ${CMAKE_SOURCE_DIR}/libprofgen/include/profgen/version.hpp line
       REGEX "define PROFGEN_VERSION_${part} ")
  string(REGEX MATCH "[0-9]+$" number "${line}")
  list(APPEND version_of_headers ${number})
endforeach()
list(JOIN version_of_headers "." version_of_headers)
if(NOT version_of_headers STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR "profgen/version.hpp says ${version_of_headers}, the project ${PROJECT_VERSION}")
endif()

get_property(layers GLOBAL PROPERTY PROFGEN_LAYERS)
get_property(packages GLOBAL PROPERTY PROFGEN_PACKAGES)
list(REMOVE_DUPLICATES packages)
set(objects "")
foreach(layer IN LISTS layers)
  list(APPEND objects $<TARGET_OBJECTS:profgen_${layer}>)
endforeach()

add_library(profgen_shared SHARED ${objects})
add_library(profgen_static STATIC ${objects})
set_target_properties(profgen_shared profgen_static PROPERTIES
  OUTPUT_NAME profgen LINKER_LANGUAGE CXX
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set_target_properties(profgen_shared PROPERTIES
  VERSION ${profgen_abi}.${PROJECT_VERSION} SOVERSION ${profgen_abi} EXPORT_NAME profgen)
set_target_properties(profgen_static PROPERTIES EXPORT_NAME static)
target_include_directories(profgen_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_include_directories(profgen_static INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(profgen_shared PRIVATE ${packages} Threads::Threads)
# Templates of the standard library that ours instantiate are not ours to export.
target_link_options(profgen_shared PRIVATE
  -Wl,--no-undefined -Wl,-Bsymbolic-functions -Wl,--as-needed
  -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/profgen.map)
set_property(TARGET profgen_shared APPEND PROPERTY LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/profgen.map)

# What a static program links besides: by name, not as modules of pkg-config, whose own private ones (those of
# libcurl, say) would have to be there too, though their shared libraries bring them.
set(profgen_libs_private "")
foreach(package IN LISTS packages)
  if(package MATCHES "^PkgConfig::(.*)$")
    foreach(library IN LISTS ${CMAKE_MATCH_1}_LIBRARIES)
      list(APPEND profgen_libs_private -l${library})
    endforeach()
  elseif(package MATCHES "^(fmt|yaml-cpp)::")
    list(APPEND profgen_libs_private -l${CMAKE_MATCH_1})
  elseif(NOT package MATCHES "pegtl|nlohmann_json")  # headers only
    message(FATAL_ERROR "cmake/Library.cmake does not know what to link for ${package}")
  endif()
endforeach()
list(REMOVE_DUPLICATES profgen_libs_private)
list(APPEND profgen_libs_private -lstdc++ -lm)
list(JOIN profgen_libs_private " " profgen_libs_of_pc)
file(RELATIVE_PATH profgen_pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_SOURCE_DIR}/cmake/profgen.pc.in ${CMAKE_BINARY_DIR}/package/profgen.pc @ONLY)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/profgen)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/profgen-config.cmake.in
  ${CMAKE_BINARY_DIR}/package/profgen-config.cmake INSTALL_DESTINATION ${config_dir})
# Before 1.0 a minor version may break what was built with the one before.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/profgen-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(TARGETS profgen_shared EXPORT profgen_shared
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT lib NAMELINK_COMPONENT dev)
install(TARGETS profgen_static EXPORT profgen_static
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT profgen_shared NAMESPACE profgen:: FILE profgen-shared.cmake
  DESTINATION ${config_dir} COMPONENT dev)
install(EXPORT profgen_static NAMESPACE profgen:: FILE profgen-static.cmake
  DESTINATION ${config_dir} COMPONENT dev)
install(FILES ${CMAKE_BINARY_DIR}/package/profgen-config.cmake
  ${CMAKE_BINARY_DIR}/package/profgen-config-version.cmake DESTINATION ${config_dir} COMPONENT dev)
install(FILES ${CMAKE_BINARY_DIR}/package/profgen.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/libprofgen/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT dev)
