#pragma once

#include <string>

#include "wire/parsed.hpp"

namespace caravan::wire {

// "body.username missing, body.password string_type"; empty for what was accepted.
template <class T>
std::string problems_of(const Parsed<T>& parsed) {
  std::string text;
  if (parsed) return text;
  for (const Invalid& problem : parsed.error().list) {
    if (!text.empty()) text += ", ";
    for (const auto& part : problem.location)
      text += &part == &problem.location.front() ? part : '.' + part;
    text += ' ' + problem.type;
  }
  return text;
}

}  // namespace caravan::wire
