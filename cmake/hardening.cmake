# What makes a fault in the program harder to use against it. Sanitizers find more, and stand in each other's way with these.
if(CARAVAN_SANITIZE)
  return()
endif()

# Writes beyond what the stack or an object has are noticed; glibc's checks need an optimizing compiler.
target_compile_options(caravan_options INTERFACE -fstack-protector-strong -fstack-clash-protection
                                                 $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
# Jumps go where the compiler meant them to, on processors that look after that.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(caravan_options INTERFACE -fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  target_compile_options(caravan_options INTERFACE -mbranch-protection=standard)
endif()

# The tables that calls go through are read-only before the program begins. (Debian's compilers make programs that are
# loaded at random addresses; the test of the installed program says so.)
target_link_options(caravan_options INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
