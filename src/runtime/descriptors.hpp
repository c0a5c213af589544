#pragma once

#include <cstddef>

namespace caravan::runtime {

// Raises this process's limit on open files as far as it may go without privileges (from the soft to the hard
// limit), and returns what it is now. The usual soft limit of 1,024 is for programs that use select();
// sockets need more.
std::size_t raise_descriptor_limit();

}  // namespace caravan::runtime
