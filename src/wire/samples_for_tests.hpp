#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "domain/message.hpp"

namespace caravan::wire {

// The direct message of the golden files, with all that its text can make difficult.
inline domain::Message direct() {
  return {.id = *domain::MessageId::parse("919108f7-52d1-4320-9bac-f847db4148a8"),
          .chat = *domain::ChatId::parse("6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11"),
          .from = domain::UserId{1},
          .to = domain::UserId{2},
          .body = "Grüße, 世界 👋: \"quoted\" \\ tab\t new line\n bell\a",
          .time = *domain::TimeUuid::parse("c232ab00-9414-11ec-b3c8-9f6bdeced846")};
}

// `text` with the first `from` replaced.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

}  // namespace caravan::wire
