# Writes TO/man1, man5, man8 (compressed as Debian wants them) and the completions.
#   cmake -DPROFGEN=… -DPAGE=… -DSCDOC=… -DSOURCE_DIR=… -DVERSION=… -DTO=… -P WriteManual.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${TO})
foreach(section 1 5 8)
  file(MAKE_DIRECTORY ${TO}/scd ${TO}/man${section})
endforeach()

function(run)
  execute_process(${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

foreach(shell bash:profgen.bash zsh:_profgen fish:profgen.fish)
  string(REPLACE ":" ";" shell ${shell})
  list(GET shell 0 format)
  list(GET shell 1 name)
  run(COMMAND ${PROFGEN} help --format=${format} OUTPUT_FILE ${TO}/${name})
endforeach()

run(COMMAND ${PROFGEN} help --format=scdoc -o ${TO}/scd)
run(COMMAND ${PAGE} profgen.yaml 5 ${VERSION} "guard file: what profgen may accept unattended"
  INPUT_FILE ${SOURCE_DIR}/docs/guard.md OUTPUT_FILE ${TO}/scd/profgen.yaml.5.scd)
run(COMMAND ${PAGE} fleet.yaml 5 ${VERSION} "inventory of profgen fleet: nodes, and how to roll out"
  INPUT_FILE ${SOURCE_DIR}/docs/inventory.md OUTPUT_FILE ${TO}/scd/fleet.yaml.5.scd)
configure_file(${SOURCE_DIR}/packaging/man/profgen-node.8.scd ${TO}/scd/profgen-node.8.scd @ONLY)

file(GLOB pages RELATIVE ${TO}/scd ${TO}/scd/*.scd)
foreach(page IN LISTS pages)
  string(REGEX REPLACE "\\.scd$" "" name ${page})
  string(REGEX REPLACE "^.*\\." "" section ${name})
  run(COMMAND ${SCDOC} INPUT_FILE ${TO}/scd/${page} OUTPUT_FILE ${TO}/man${section}/${name})
  run(COMMAND gzip -9n ${TO}/man${section}/${name})
endforeach()
file(WRITE ${TO}/man8/profgen-node-watch.8 ".so man8/profgen-node.8\n")
run(COMMAND gzip -9n ${TO}/man8/profgen-node-watch.8)
file(WRITE ${TO}/written "")
