#pragma once

#include <cstddef>
#include <functional>

#include "domain/stream.hpp"

namespace caravan::costs {

// What one of a stream's readers gets of it.
struct ReadStream {
  domain::Stream stream;
  domain::UserId reader;

  friend bool operator==(const ReadStream&, const ReadStream&) = default;
};

}  // namespace caravan::costs

template <>
struct std::hash<caravan::costs::ReadStream> {
  std::size_t operator()(const caravan::costs::ReadStream& read) const noexcept {
    return std::hash<caravan::domain::Stream>{}(read.stream) ^
           std::hash<caravan::domain::UserId>{}(read.reader) << 2;
  }
};
