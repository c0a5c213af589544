#pragma once

#include <exception>

namespace caravan::runtime {

// Whether a coroutine ended because it was told to.
bool is_cancellation(std::exception_ptr failure);

}  // namespace caravan::runtime
