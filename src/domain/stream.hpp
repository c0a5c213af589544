#pragma once

#include <functional>

#include "domain/ids.hpp"

namespace caravan::domain {

// What one person writes in one chat.
struct Stream {
  ChatId chat;
  UserId sender;

  friend bool operator==(const Stream&, const Stream&) = default;
};

}  // namespace caravan::domain

template <>
struct std::hash<caravan::domain::Stream> {
  std::size_t operator()(const caravan::domain::Stream& stream) const noexcept {
    return std::hash<caravan::domain::ChatId>{}(stream.chat) ^
           std::hash<caravan::domain::UserId>{}(stream.sender) << 1;
  }
};
