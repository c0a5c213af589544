#pragma once

#include <string>
#include <utility>

#include "text/normal_form.hpp"

namespace caravan::identity {

// A password as it is hashed: keyboards differ in how they write one and the same letter. What is not UTF-8
// stays as it is.
inline std::string normal_password(std::string password) {
  auto normal = text::normal_form_c(password);
  return normal ? *std::move(normal) : std::move(password);
}

}  // namespace caravan::identity
