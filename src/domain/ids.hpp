#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/uuid.hpp"

namespace caravan::domain {

// Accounts count from 1. Text form is the plain decimal number.
struct UserId {
  std::int64_t value = 0;

  static std::optional<UserId> parse(std::string_view text) {
    UserId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    const bool canonical = !text.empty() && text.front() != '0' && text.front() != '-';
    if (error != std::errc{} || end != text.data() + text.size() || !canonical) return std::nullopt;
    return id;
  }
  std::string to_string() const { return std::to_string(value); }
  friend auto operator<=>(const UserId&, const UserId&) = default;
};

// Two kinds of UUID that must never be mixed up.
template <class Tag>
struct UuidOf {
  Uuid uuid;

  static std::optional<UuidOf> parse(std::string_view text) {
    const auto uuid = Uuid::parse(text);
    if (!uuid) return std::nullopt;
    return UuidOf{*uuid};
  }
  std::string to_string() const { return uuid.to_string(); }
  friend auto operator<=>(const UuidOf&, const UuidOf&) = default;
};

using ChatId = UuidOf<struct ChatTag>;
using MessageId = UuidOf<struct MessageTag>;

}  // namespace caravan::domain

template <>
struct std::hash<caravan::domain::UserId> {
  std::size_t operator()(caravan::domain::UserId id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
template <class Tag>
struct std::hash<caravan::domain::UuidOf<Tag>> {
  std::size_t operator()(const caravan::domain::UuidOf<Tag>& id) const noexcept {
    return std::hash<caravan::domain::Uuid>{}(id.uuid);
  }
};
