#pragma once

#include <cstddef>
#include <functional>

#include "domain/ids.hpp"

namespace caravan::costs {

// What one person writes in one chat.
struct Stream {
  domain::ChatId chat;
  domain::UserId sender;

  friend bool operator==(const Stream&, const Stream&) = default;
};

// What one of its readers gets of it.
struct ReadStream {
  Stream stream;
  domain::UserId reader;

  friend bool operator==(const ReadStream&, const ReadStream&) = default;
};

}  // namespace caravan::costs

template <>
struct std::hash<caravan::costs::Stream> {
  std::size_t operator()(const caravan::costs::Stream& stream) const noexcept {
    return std::hash<caravan::domain::ChatId>{}(stream.chat) ^
           std::hash<caravan::domain::UserId>{}(stream.sender) << 1;
  }
};
template <>
struct std::hash<caravan::costs::ReadStream> {
  std::size_t operator()(const caravan::costs::ReadStream& read) const noexcept {
    return std::hash<caravan::costs::Stream>{}(read.stream) ^
           std::hash<caravan::domain::UserId>{}(read.reader) << 2;
  }
};
