#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caravan::bench {

// The server under load.
struct Target {
  std::string host;  // a name or an address, without the brackets of an IPv6 one
  std::uint16_t port = 80;

  std::string authority() const;  // as a Host header has it
  // Whether it is sure to be this machine: 127.0.0.0/8, ::1 or localhost. No name is looked up.
  bool is_loopback() const;
};

// `http://HOST[:PORT][/]`; nothing for anything else.
std::optional<Target> parse_target(std::string_view url);

}  // namespace caravan::bench
