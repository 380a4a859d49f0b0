# Manual pages and completions, written by the program itself (target `manual`); where scdoc is missing
# there are none. Nothing of it is kept in the repository.
find_program(SCDOC scdoc)
mark_as_advanced(SCDOC)
if(NOT SCDOC OR PROFGEN_SANITIZE OR PROFGEN_FUZZ)
  if(PROFGEN_PACKAGES)
    message(FATAL_ERROR "packages need scdoc, and no sanitizer: apt-get install scdoc")
  endif()
  return()
endif()
set(manual_dir ${CMAKE_BINARY_DIR}/manual)
set(manual_pages
  ${CMAKE_SOURCE_DIR}/docs/guard.md ${CMAKE_SOURCE_DIR}/docs/inventory.md
  ${CMAKE_SOURCE_DIR}/packaging/man/profgen-node.8.scd)
add_custom_command(OUTPUT ${manual_dir}/written
  COMMAND ${CMAKE_COMMAND} -DPROFGEN=$<TARGET_FILE:profgen> -DPAGE=$<TARGET_FILE:profgen-page>
    -DSCDOC=${SCDOC} -DSOURCE_DIR=${CMAKE_SOURCE_DIR} -DVERSION=${PROJECT_VERSION} -DTO=${manual_dir}
    -P ${CMAKE_SOURCE_DIR}/cmake/WriteManual.cmake
  DEPENDS profgen profgen-page ${manual_pages} ${CMAKE_SOURCE_DIR}/cmake/WriteManual.cmake
  COMMENT "Writing manual pages and completions")
add_custom_target(manual ALL DEPENDS ${manual_dir}/written)

install(DIRECTORY ${manual_dir}/man1 ${manual_dir}/man5 DESTINATION ${CMAKE_INSTALL_MANDIR}
  COMPONENT cli)
install(DIRECTORY ${manual_dir}/man8 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT node)
install(FILES ${manual_dir}/profgen.bash RENAME profgen
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT cli)
install(FILES ${manual_dir}/_profgen DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
  COMPONENT cli)
install(FILES ${manual_dir}/profgen.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT cli)
