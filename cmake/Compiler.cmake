# What every target of ours is compiled with.
add_library(profgen_options INTERFACE)
target_compile_options(profgen_options INTERFACE
  -Wall -Wextra -Wpedantic
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
if(NOT CMAKE_UNITY_BUILD)
  target_compile_options(profgen_options INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # In a unity build the names of one file are in scope in the next: only locals are compared.
  target_compile_options(profgen_options INTERFACE -Wshadow=local)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  # Takes every function that returns a reference and gets a temporary for suspect, std::visit too.
  target_compile_options(profgen_options INTERFACE -Wno-dangling-reference)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: a false alarm inside std::string::replace() when optimising.
  target_compile_options(profgen_options INTERFACE -Wno-restrict)
endif()
# A function that is exported may still be inlined, and is called directly.
target_compile_options(profgen_options INTERFACE -fno-semantic-interposition)
if(PROFGEN_WERROR)
  target_compile_options(profgen_options INTERFACE -Werror)
endif()
# Test programs watch the code under test, they are not under test: with half of the instrumentation
# they compile in two thirds of the time, and they are half of what is compiled.
set(test_code $<BOOL:$<TARGET_PROPERTY:PROFGEN_TEST_CODE>>)
if(PROFGEN_SANITIZE)
  target_compile_options(profgen_options INTERFACE
    -fsanitize=${PROFGEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<${test_code}:-fno-sanitize=undefined>)
  if(PROFGEN_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # A fifth of the time to compile, for a check at every access to a member: a null or wild pointer
    # is reported by the address sanitizer when it is used, no code of ours casts to what is aligned.
    target_compile_options(profgen_options INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
  target_link_options(profgen_options INTERFACE -fsanitize=${PROFGEN_SANITIZE})
endif()
if(PROFGEN_FUZZ)
  # Coverage for libFuzzer in the libraries that a fuzz target links (tests/fuzz says which); the fuzz
  # targets alone link its main().
  target_compile_options(profgen_options INTERFACE
    $<$<BOOL:$<TARGET_PROPERTY:PROFGEN_FUZZED>>:-fsanitize=fuzzer-no-link>)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
