# What every target of the project is compiled with.
add_library(caravan_options INTERFACE)
target_compile_features(caravan_options INTERFACE cxx_std_20)
target_compile_options(caravan_options INTERFACE -Wall -Wextra -Wpedantic -Wnon-virtual-dtor
                                                 -Woverloaded-virtual)
target_compile_options(caravan_options INTERFACE $<IF:$<CXX_COMPILER_ID:GNU>,-Wshadow=local,-Wshadow>)
# Designated initialisers leave members at their defaults on purpose.
target_compile_options(caravan_options INTERFACE -Wno-missing-field-initializers)
# Under sanitizers GCC warns of flows that cannot be; the ordinary build is where warnings stop the work.
if(CARAVAN_WARNINGS_AS_ERRORS AND NOT CARAVAN_SANITIZE)
  target_compile_options(caravan_options INTERFACE -Werror)
endif()

# Tests are compiled for a quick build: GCC needs half the time, and what they test keeps its own options.
add_library(caravan_test_options INTERFACE)
target_compile_options(caravan_test_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-Og>)

if(CARAVAN_SANITIZE)
  target_compile_options(caravan_options INTERFACE -fsanitize=${CARAVAN_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  # With other inlining GCC 12 takes the allocator of Asio's coroutine frames for a mismatch.
  target_compile_options(caravan_options INTERFACE -Wno-mismatched-new-delete)
  target_link_options(caravan_options INTERFACE -fsanitize=${CARAVAN_SANITIZE})
endif()
if(CARAVAN_SANITIZE STREQUAL thread)
  # The thread sanitizer does not understand fences. Asio can do without its own, and GCC warns of those it sees anywhere.
  target_compile_definitions(caravan_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  target_compile_options(caravan_options INTERFACE -Wno-tsan)
endif()

# libFuzzer follows the paths through whatever was compiled so (tests/fuzz).
if(CARAVAN_FUZZ)
  target_compile_options(caravan_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Where the tree lies must not show in what is built: one clone's ccache then serves every other clone of the machine.
target_compile_options(caravan_options INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()
# A cross compiler looks for linkers among its own.
find_program(MOLD mold)
if(MOLD AND NOT CMAKE_CROSSCOMPILING)
  target_link_options(caravan_options INTERFACE -fuse-ld=mold)
endif()

# Files that take more than a gigabyte to compile go through this pool, one at a time.
set_property(GLOBAL PROPERTY JOB_POOLS heavy=1)
