# Debian packages, one a component: target `package` of the preset `package` (docs/packages.md).
set(PROFGEN_PACKAGER "profgen developers <profgen@profgen.dev>" CACHE STRING "Maintainer of the packages")
set(debian_dir ${CMAKE_SOURCE_DIR}/packaging/debian)
set(package_of_cli profgen)
set(package_of_node profgen-node)
set(package_of_doc profgen-doc)
set(package_of_lib libprofgen0)
set(package_of_dev libprofgen-dev)

# ---- what is in them beside what the folders install
foreach(unit profgen-evidence.service profgen-evidence.timer)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/systemd/${unit} DESTINATION lib/systemd/system COMPONENT cli)
endforeach()
foreach(unit profgen-reconcile.service profgen-reconcile.timer)
  install(FILES ${CMAKE_SOURCE_DIR}/packaging/systemd/${unit} DESTINATION lib/systemd/system COMPONENT node)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/packaging/apparmor/profgen DESTINATION /etc/apparmor.d COMPONENT cli)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/apparmor/profgen-node DESTINATION /etc/apparmor.d
  COMPONENT node)
install(FILES ${debian_dir}/profgen-node.default RENAME profgen-node DESTINATION /etc/default COMPONENT node)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/profgen COMPONENT doc)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/samples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/profgen/examples
  COMPONENT doc)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/profgen COMPONENT doc)
set(components cli node doc)
# The library's folders install these.
if(TARGET profgen_shared)
  list(APPEND components lib dev)
endif()

# ---- changelog, copyright, overrides
string(TIMESTAMP PACKAGE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH, where it is set
foreach(component IN LISTS components)
  set(package ${package_of_${component}})
  set(made ${CMAKE_BINARY_DIR}/debian/${package})
  set(doc ${CMAKE_INSTALL_DATADIR}/doc/${package})
  configure_file(${debian_dir}/changelog.in ${made}/changelog.Debian @ONLY)
  configure_file(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${made}/changelog COPYONLY)
  execute_process(COMMAND gzip -9nf ${made}/changelog.Debian ${made}/changelog COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${made}/changelog.Debian.gz ${made}/changelog.gz ${debian_dir}/copyright
    DESTINATION ${doc} COMPONENT ${component})
  if(EXISTS ${debian_dir}/${package}.lintian-overrides)
    install(FILES ${debian_dir}/${package}.lintian-overrides RENAME ${package}
      DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT ${component})
  endif()
  # Maintainer scripts and lists of conffiles: PACKAGE.postinst and the like.
  string(TOUPPER ${component} upper)
  set(control "")
  foreach(name preinst postinst prerm postrm conffiles triggers)
    if(EXISTS ${debian_dir}/${package}.${name})
      configure_file(${debian_dir}/${package}.${name} ${made}/${name} COPYONLY)
      list(APPEND control ${made}/${name})
    endif()
  endforeach()
  # What a program that is linked with a library depends on. (CPack's own does not heed components.)
  if(EXISTS ${debian_dir}/${package}.shlibs.in)
    configure_file(${debian_dir}/${package}.shlibs.in ${made}/shlibs @ONLY)
    list(APPEND control ${made}/shlibs)
  endif()
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA "${control}")
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
endforeach()

# ---- control
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL ${components})
set(CPACK_SET_DESTDIR ON)  # there are files in /etc
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_NAME profgen)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "${PROFGEN_PACKAGER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each has its own, in the first line
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/debs)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE profgen)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_CLI_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_CLI_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS "apparmor, profgen-node (= ${PROJECT_VERSION}-1)")
set(CPACK_DEBIAN_CLI_PACKAGE_SUGGESTS "auditd, openssh-client, profgen-doc")
set(CPACK_COMPONENT_CLI_DESCRIPTION
"AppArmor profiles from audit logs
profgen reads what AppArmor logged about a program, works out which rules
its profile lacks, explains each of them, and writes them: into a new
profile, or into a standing one of which no other byte changes. Every text
is checked before it is written, and can be taken back.

It also compares, formats and checks profiles, says whether one is ready
to be enforced, and rolls profiles out to many machines: complain mode
first, then canaries, then wave by wave, undone where they deny.")

set(CPACK_DEBIAN_NODE_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_NODE_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_NODE_PACKAGE_DEPENDS "apparmor")
set(CPACK_DEBIAN_NODE_PACKAGE_SUGGESTS "profgen")
set(CPACK_COMPONENT_NODE_DESCRIPTION
"node's half of profgen's rollouts of AppArmor profiles
profgen-node carries out what `profgen fleet` asks of one machine: whether
it can take part, what a bundle of profiles would change, applying it,
taking it back, and telling drift and evidence. `profgen fleet` sends it to
nodes that do not have it; this package has it for good, with a timer that
looks for drift, and the agent of a Kubernetes node.")

set(CPACK_DEBIAN_DOC_PACKAGE_SECTION doc)
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_COMPONENT_DOC_DESCRIPTION
"AppArmor profiles from audit logs - documentation
The documents of profgen (guard file, inventory, rollouts, Kubernetes, file
formats and protocols) and its samples: recorded logs of real kernels with
the profiles that they are about.")

set(CPACK_DEBIAN_LIB_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIB_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_LIB_PACKAGE_RECOMMENDS "apparmor")
set(CPACK_COMPONENT_LIB_DESCRIPTION
"AppArmor profiles from audit logs - shared library
libprofgen reads audit logs and AppArmor profiles, proposes the rules that
a profile lacks, and edits profiles without touching any other byte.")

set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
# What Libs.private of profgen.pc and profgen::static link.
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libprofgen0 (= ${PROJECT_VERSION}-1), libapparmor-dev, libarchive-dev, \
libaudit-dev, libcurl4-openssl-dev | libcurl4-gnutls-dev, libfmt-dev, libmd-dev, libsystemd-dev, libxxhash-dev, \
libyaml-cpp-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION
"AppArmor profiles from audit logs - development files
Headers for C and C++, the static library, and what CMake and pkg-config
need to find libprofgen.")
include(CPack)
