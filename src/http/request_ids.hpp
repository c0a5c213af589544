#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "runtime/random.hpp"

namespace caravan::http {

// Ids for requests that bring none: 16 hexadecimal digits, unique in practice also among processes. Asks for
// randomness once; not thread-safe, one per event loop.
class RequestIds {
 public:
  using Text = std::array<char, 16>;

  explicit RequestIds(runtime::Random& random) : state_(random.next()) {}

  void next(Text& id);

 private:
  std::uint64_t state_;
};

// True for an id that a proxy may set: at most 64 of [A-Za-z0-9._-], so that it is harmless in logs and
// headers.
bool is_sane_request_id(std::string_view id);

}  // namespace caravan::http
