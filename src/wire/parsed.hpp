#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <vector>

#include "wire/invalid.hpp"

namespace caravan::wire {

// Everything that is wrong with a request's body; never empty.
struct Problems {
  std::vector<Invalid> list;
};

template <class T>
using Parsed = boost::system::result<T, Problems>;

// Reached only when a caller takes the value of a refused body: a broken invariant.
[[noreturn]] inline void throw_exception_from_error(const Problems&, const boost::source_location&) {
  throw std::logic_error("a refused body has no value");
}

}  // namespace caravan::wire
