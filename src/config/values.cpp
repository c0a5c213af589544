#include "config/values.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>

namespace caravan::config {
namespace {

using namespace std::chrono_literals;

struct Unit {
  std::string_view name;
  std::size_t factor;
};

// Largest first, so that the first one that divides a value is the one to print.
constexpr std::array duration_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                    Unit{"s", 1'000}, Unit{"ms", 1}};
constexpr std::array byte_units{Unit{"GiB", 1UL << 30}, Unit{"MiB", 1UL << 20}, Unit{"KiB", 1UL << 10},
                                Unit{"B", 1}};

constexpr std::string_view duration_form = "must be a number and a unit (ms, s, m, h or d)";
constexpr std::string_view bytes_form = "must be a number and a unit (B, KiB, MiB or GiB)";
constexpr std::string_view rate_form = "must be a count and a time, such as 5/30m or 1/s";
constexpr std::string_view host_and_port_form = "must be HOST:PORT, such as cassandra-1.example.org:9042";
constexpr std::string_view listen_form =
    "must be HOST:PORT with an IP address or localhost, such as 127.0.0.1:3000, [::1]:3000 or 0.0.0.0:80";
constexpr std::string_view network_form = "must be a network, such as 10.0.0.0/8 or ::1/128";
constexpr std::string_view origin_form = "must be an origin, such as https://chat.example.org";

Refusal refuse(std::string_view reason) {
  return {std::string(reason)};
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::size_t> to_number(std::string_view digits) {
  std::size_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (digits.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

// Digits followed by the name of one of `units`, as a multiple of the smallest unit.
std::optional<std::size_t> to_quantity(std::string_view text, std::span<const Unit> units) {
  const auto digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
  const auto number = to_number(digits);
  const auto unit = std::ranges::find(units, text.substr(digits.size()), &Unit::name);
  if (!number || unit == units.end()) return std::nullopt;
  // Half the range keeps every quantity inside the signed 64 bits of std::chrono.
  if (*number > std::numeric_limits<std::size_t>::max() / 2 / unit->factor) return std::nullopt;
  return *number * unit->factor;
}

std::string format_quantity(std::size_t value, std::span<const Unit> units) {
  const auto unit = std::ranges::find_if(
      units, [value](const Unit& candidate) { return value != 0 && value % candidate.factor == 0; });
  // Zero has no largest unit that divides it; seconds and bytes read best.
  if (unit == units.end()) return units.size() == duration_units.size() ? "0s" : "0B";
  return std::to_string(value / unit->factor) + std::string(unit->name);
}

// 32 or 128 for the text of an IP address, 0 for anything else.
std::size_t address_bits(std::string_view text) {
  const std::string address(text);
  in6_addr parsed{};
  if (inet_pton(AF_INET, address.c_str(), &parsed) == 1) return 32;
  if (inet_pton(AF_INET6, address.c_str(), &parsed) == 1) return 128;
  return 0;
}

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

void throw_exception_from_error(const Refusal& refusal, const boost::source_location&) {
  throw std::logic_error("the value of a refused setting was used: " + refusal.reason);
}

Parsed<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return refuse("must be true or false");
}

Parsed<std::size_t> parse_integer(std::string_view text) {
  if (const auto number = to_number(text)) return *number;
  return refuse("must be a whole number");
}

Parsed<double> parse_decimal(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const bool only_digits = text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!only_digits || error != std::errc() || stopped != end) return refuse("must be a number such as 0.5");
  return number;
}

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto quantity = to_quantity(text, duration_units);
  if (!quantity) return refuse(duration_form);
  return std::chrono::milliseconds(*quantity);
}

Parsed<std::size_t> parse_bytes(std::string_view text) {
  if (const auto number = to_number(text)) return *number;
  if (const auto quantity = to_quantity(text, byte_units)) return *quantity;
  return refuse(bytes_form);
}

Parsed<Rate> parse_rate(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return refuse(rate_form);
  const auto count = to_number(text.substr(0, slash));
  std::string time(text.substr(slash + 1));
  if (!time.empty() && std::string_view("0123456789").find(time[0]) == std::string_view::npos)
    time.insert(0, "1");
  const auto per = to_quantity(time, duration_units);
  if (!count || *count == 0 || !per || *per == 0) return refuse(rate_form);
  return Rate{*count, std::chrono::milliseconds(*per)};
}

Parsed<std::vector<std::string>> parse_list(std::string_view text) {
  std::vector<std::string> items;
  if (trim(text).empty()) return items;
  for (std::size_t start = 0; start <= text.size();) {
    const auto comma = std::min(text.find(',', start), text.size());
    const auto item = trim(text.substr(start, comma - start));
    if (item.empty()) return refuse("must be a list without empty items");
    items.emplace_back(item);
    start = comma + 1;
  }
  return items;
}

std::string format_boolean(bool value) {
  return value ? "true" : "false";
}

std::string format_decimal(double value) {
  std::array<char, 512> text;  // the longest double has 309 digits before its point
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

std::string format_duration(std::chrono::milliseconds value) {
  return format_quantity(static_cast<std::size_t>(value.count()), duration_units);
}

std::string format_bytes(std::size_t value) {
  return format_quantity(value, byte_units);
}

std::string format_rate(Rate value) {
  const auto per = format_duration(value.per);
  // "1/1s" says no more than "1/s"; "1/10s" must keep its number.
  const bool one_unit = per.starts_with('1') && !std::isdigit(static_cast<unsigned char>(per[1]));
  return std::to_string(value.count) + "/" + (one_unit ? per.substr(1) : per);
}

std::string format_list(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const auto& item : items)
    text.append(text.empty() ? "" : separator).append(item);
  return text;
}

Parsed<std::string> parse_listen_address(std::string_view text) {
  if (text == "auto") return taken(text);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return refuse(listen_form);
  const auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const bool host_fits = host == "localhost" ||
                         (bracketed && address_bits(host.substr(1, host.size() - 2)) == 128) ||
                         address_bits(host) == 32;
  const auto port = to_number(text.substr(colon + 1));
  if (!host_fits || !port || *port > 65'535) return refuse(listen_form);
  return taken(text);
}

Parsed<std::string> parse_host_and_port(std::string_view text) {
  const auto colon = std::min(text.rfind(':'), text.size());
  const auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const bool host_fits = bracketed ? address_bits(host.substr(1, host.size() - 2)) == 128
                                   : !host.empty() && host.find_first_of(":/@[], ") == std::string_view::npos;
  const auto port = colon == text.size() ? std::nullopt : to_number(text.substr(colon + 1));
  if (!host_fits || !port || *port == 0 || *port > 65'535) return refuse(host_and_port_form);
  return taken(text);
}

Parsed<std::string> parse_username(std::string_view text) {
  if (text.empty()) return refuse("must be a username");
  return taken(text);
}

Parsed<std::string> parse_network(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto bits_max = address_bits(text.substr(0, slash));
  if (bits_max == 0) return refuse(network_form);
  if (slash == text.size()) return taken(std::string(text) + "/" + std::to_string(bits_max));
  const auto bits = to_number(text.substr(slash + 1));
  if (!bits || *bits > bits_max) return refuse(network_form);
  return taken(text);
}

Parsed<std::string> parse_origin(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return refuse(origin_form);
  const auto scheme = text.substr(0, scheme_end);
  const auto host = text.substr(scheme_end + 3);
  const bool plain = !host.empty() && host.find_first_of("/?#@* ") == std::string_view::npos;
  if ((scheme != "http" && scheme != "https") || !plain) return refuse(origin_form);
  return taken(text);
}

Parsed<std::string> parse_http_origin(std::string_view text) {
  if (!parse_origin(text)) return refuse("must be http://HOST:PORT or https://HOST, with nothing behind it");
  return taken(text);
}

std::string_view closest(std::string_view text, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  // A third of the letters wrong is still a slip of the hand; more is another word.
  std::size_t allowed = std::max<std::size_t>(1, text.size() / 3);
  for (const auto candidate : candidates) {
    // What differs this much in length alone need not be compared, however long somebody's text is.
    if (std::max(text.size(), candidate.size()) - std::min(text.size(), candidate.size()) > allowed) continue;
    const auto distance = edit_distance(text, candidate);
    if (distance > allowed || (distance == allowed && !best.empty())) continue;
    best = candidate;
    allowed = distance;
  }
  return best;
}

}  // namespace caravan::config
