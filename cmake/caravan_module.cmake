# caravan_module(NAME [DEPENDS module…] [LIBRARIES target…])
#
# One folder, one target: src/<NAME> (a '/' in NAME is a subfolder) becomes the static library caravan_<name>, or a
# header-only one when it holds no sources; its x_test.cpp files become the test program <name>_test.
# Include paths are the same everywhere ("domain/ids.hpp"); who may include whom is checked by tests/layers.
function(caravan_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;TEST_DEPENDS" ${ARGN})
  string(REPLACE "/" "_" id ${name})
  set(folder ${PROJECT_SOURCE_DIR}/src/${name})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM ARG_DEPENDS PREPEND caravan_)
  list(TRANSFORM ARG_TEST_DEPENDS PREPEND caravan_)

  if(sources)
    add_library(caravan_${id} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(caravan_${id} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(caravan_${id} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(caravan_${id} ${scope} caravan_options ${ARG_DEPENDS} ${ARG_LIBRARIES})

  if(tests AND BUILD_TESTING)
    add_executable(${id}_test ${tests})
    target_link_libraries(${id}_test PRIVATE caravan_${id} ${ARG_TEST_DEPENDS} GTest::gmock GTest::gtest_main caravan_test_options)
    gtest_discover_tests(${id}_test TEST_PREFIX "${id}: " DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()
