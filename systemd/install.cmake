# The part of cmake --install that needs the prefix, which is known only now. NEWSWATCH_SOURCE and
# NEWSWATCH_BUILD are the source tree and the build folder.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_PREFIX NORMALIZE OUTPUT_VARIABLE prefix)
string(REGEX REPLACE "/$" "" prefix "${prefix}")

# The program looks for its config in /etc/newswatch. A prefix that anybody may have has an etc of
# its own, and its unit says so.
set(etc "${prefix}/etc/newswatch")
if(prefix MATCHES "^(/usr(/local)?)?$")
  set(etc "/etc/newswatch")
endif()

# quoted(TEXT): as a unit wants it; what is plain stays as it is. Systemd takes no program with a
# quotation mark or a backslash in its path.
function(quoted text)
  string(REPLACE "%" "%%" safe "${text}")
  if(text MATCHES "[^A-Za-z0-9/._+%=-]")
    set(safe "\"${safe}\"")
  endif()
  set(quoted "${safe}" PARENT_SCOPE)
endfunction()

file(READ "${NEWSWATCH_SOURCE}/systemd/newswatch.service" unit)
quoted("${prefix}/bin/newswatch")
string(REPLACE "=/usr/bin/newswatch " "=${quoted} " unit "${unit}")
if(NOT etc STREQUAL "/etc/newswatch")
  quoted("NEWSWATCH_CONFIG=${etc}/newswatch.toml")
  string(REPLACE "\nUser=" "\nEnvironment=${quoted}\nUser=" unit "${unit}")
endif()
file(WRITE "${NEWSWATCH_BUILD}/generated/newswatch.service" "${unit}")
file(INSTALL "${NEWSWATCH_BUILD}/generated/newswatch.service"
  DESTINATION "${prefix}/lib/systemd/system")

# A config that stands is a person's own and stays; the default lies beside it. The service must be
# able to enter the folder of its config, whatever the umask is or was.
file(INSTALL "${NEWSWATCH_SOURCE}/config/newswatch.toml" DESTINATION "${etc}"
  RENAME newswatch.toml.default)
set(folder "$ENV{DESTDIR}${etc}")
file(CHMOD "${folder}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
if(EXISTS "${folder}/newswatch.toml" OR IS_SYMLINK "${folder}/newswatch.toml")
  message(STATUS "Kept: ${etc}/newswatch.toml")
else()
  file(INSTALL "${NEWSWATCH_SOURCE}/config/starter.toml" DESTINATION "${etc}"
    RENAME newswatch.toml)
endif()
