set(PROFGEN_COMPUTING_LAYERS base policy log evidence)

# profgen_layer(NAME SOURCES a.cpp … [LINKS lower layers …] [PRIVATE_LINKS packages …])
# One static library a folder. LINKS name the layers below that the folder may include; a test
# (tests/layering.cmake) holds the includes of the files against the same list.
function(profgen_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  set(target profgen_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  target_include_directories(${target} PUBLIC
    ${CMAKE_SOURCE_DIR}/libprofgen/include
    PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/libprofgen)
  # Fit for the shared library, too: nothing is compiled twice. What the installed headers declare is
  # exported (their pragma), the rest is hidden.
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  list(TRANSFORM ARG_LINKS PREPEND profgen_)
  # For cmake/Library.cmake.
  set_property(GLOBAL APPEND PROPERTY PROFGEN_LAYERS ${name})
  set_property(GLOBAL APPEND PROPERTY PROFGEN_PACKAGES ${ARG_PRIVATE_LINKS})
  target_link_libraries(${target} PUBLIC ${ARG_LINKS} PRIVATE profgen_options ${ARG_PRIVATE_LINKS})
  # With the sanitizers (presets asan and tsan: -O0), optimising costs two thirds of a compiler run: it
  # pays where tests and fuzz targets compute, not where they wait for files and processes.
  if(PROFGEN_SANITIZE AND name IN_LIST PROFGEN_COMPUTING_LAYERS)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O1>)
  endif()
endfunction()

# profgen_glue(TARGET): nothing in it is measured; what it costs is the time to compile it.
function(profgen_glue target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()
