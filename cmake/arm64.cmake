# For arm64 on a machine that is none: Debian's cross compilers, and the libraries of the Debian that deploy/debian/cross.sh makes.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CARAVAN_RUST_TARGET aarch64-unknown-linux-gnu)
# pkg-config would tell of the machine's own libraries.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
