#include "runtime/random.hpp"

#include <cerrno>
#include <sys/random.h>
#include <system_error>

namespace caravan::runtime {

std::uint64_t SystemRandom::next() {
  std::uint64_t bits;
  // Requests of up to 256 bytes are never cut short once the pool is ready, so only failure needs a look.
  while (::getrandom(&bits, sizeof bits, 0) != sizeof bits)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
  return bits;
}

}  // namespace caravan::runtime
