find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(simdjson REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# Takes the place of malloc in the programs that link it (docs/decisions/0013). Sanitizers have an allocator of their own.
add_library(caravan_allocator INTERFACE)
if(NOT CARAVAN_SANITIZE)
  find_package(mimalloc 2.0 REQUIRED)
  target_link_libraries(caravan_allocator INTERFACE mimalloc)
endif()

# Boost is used for its headers alone; Asio and Beast are compiled once, in runtime/asio.cpp and live/beast.cpp.
find_path(BOOST_INCLUDE boost/asio/awaitable.hpp REQUIRED)
add_library(caravan_asio INTERFACE)
target_include_directories(caravan_asio SYSTEM INTERFACE ${BOOST_INCLUDE})
target_compile_definitions(caravan_asio INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                                                  BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(caravan_asio INTERFACE Threads::Threads OpenSSL::SSL)

# Debian ships llhttp as the generated C sources that Node uses.
find_path(LLHTTP_INCLUDE llhttp.h PATH_SUFFIXES llhttp ../share/include/llhttp REQUIRED
          HINTS /usr/share/include/llhttp)
find_path(LLHTTP_SOURCES llhttp.c HINTS /usr/share/llhttp REQUIRED)
add_library(llhttp STATIC ${LLHTTP_SOURCES}/llhttp.c ${LLHTTP_SOURCES}/api.c ${LLHTTP_SOURCES}/http.c)
target_include_directories(llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE})
# The generated source holds two parsers; the other one takes bare line feeds and bytes above 0x7f.
target_compile_definitions(llhttp PUBLIC LLHTTP_STRICT_MODE=1)
