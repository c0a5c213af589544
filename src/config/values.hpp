#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The textual form of every kind of value: the same in the TOML file, the environment and the flags. Each
// `parse_` accepts what the matching `format` writes. Pure functions.
namespace caravan::config {

// Why a value is refused, as the end of a sentence that starts with the option's name: "must be …".
struct Refusal {
  std::string reason;
};

template <class T>
using Parsed = boost::system::result<T, Refusal>;

[[noreturn]] void throw_exception_from_error(const Refusal& refusal, const boost::source_location&);

// Says that `text` is the value, since a string alone might as well be the reason of a refusal.
inline Parsed<std::string> taken(std::string_view text) {
  return {Parsed<std::string>::in_place_value, text};
}

// So many events in so much time, such as 5 in 30 minutes.
struct Rate {
  std::size_t count = 0;
  std::chrono::milliseconds per{0};
  friend bool operator==(const Rate&, const Rate&) = default;
};

// "true" or "false".
Parsed<bool> parse_boolean(std::string_view text);
// Decimal digits only.
Parsed<std::size_t> parse_integer(std::string_view text);
// Decimal digits, with or without a fraction behind a point.
Parsed<double> parse_decimal(std::string_view text);
// Digits and one of ms, s, m, h, d.
Parsed<std::chrono::milliseconds> parse_duration(std::string_view text);
// Digits and one of B, KiB, MiB, GiB; digits alone are bytes.
Parsed<std::size_t> parse_bytes(std::string_view text);
// "5/30m" or "1/s": a count from 1 on, and a duration from 1ms on whose number may be left out when it is 1.
Parsed<Rate> parse_rate(std::string_view text);
// Items between commas, spaces around them dropped; empty text is the empty list.
Parsed<std::vector<std::string>> parse_list(std::string_view text);

std::string format_boolean(bool value);
// With the fewest digits that stand for just this value.
std::string format_decimal(double value);
// With the largest unit that loses nothing: 90s stays 90s, 120s becomes 2m.
std::string format_duration(std::chrono::milliseconds value);
std::string format_bytes(std::size_t value);
std::string format_rate(Rate value);
std::string format_list(const std::vector<std::string>& items, std::string_view separator = ",");

// "HOST:PORT" with a host that is an IPv4 address, an IPv6 address in brackets, or "localhost".
Parsed<std::string> parse_listen_address(std::string_view text);
// "HOST:PORT" of another machine: a name or an address, an IPv6 one in brackets.
Parsed<std::string> parse_host_and_port(std::string_view text);
// What may be an account's name; whether it is one is not looked at.
Parsed<std::string> parse_username(std::string_view text);
// "ADDRESS/BITS", or an address alone, which stands for itself.
Parsed<std::string> parse_network(std::string_view text);
// "scheme://host[:port]" with nothing behind it, as browsers send it in the Origin header.
Parsed<std::string> parse_origin(std::string_view text);
// The same of a service that this process asks.
Parsed<std::string> parse_http_origin(std::string_view text);

// The candidate that `text` was probably meant to be, or "" when none is near.
std::string_view closest(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace caravan::config
