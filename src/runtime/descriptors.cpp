#include "runtime/descriptors.hpp"

#include <cerrno>
#include <sys/resource.h>
#include <system_error>

namespace caravan::runtime {

std::size_t raise_descriptor_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot read the limit on open files");
  rlimit raised = files;
  raised.rlim_cur = files.rlim_max;
  // A refusal leaves what there was, which is what counts.
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : files.rlim_cur;
}

}  // namespace caravan::runtime
