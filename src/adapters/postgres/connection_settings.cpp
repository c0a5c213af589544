#include "adapters/postgres/connection_settings.hpp"

#include <algorithm>
#include <array>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <unistd.h>
#include <utility>

#include "runtime/loopback.hpp"

namespace caravan::postgres {
namespace {

struct Free {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  void operator()(char* text) const { PQfreemem(text); }
};
using Options = std::unique_ptr<PQconninfoOption, Free>;

void add(std::map<std::string, std::string>& values, const PQconninfoOption* options) {
  for (const auto* option = options; option->keyword != nullptr; ++option)
    if (option->val != nullptr) values.try_emplace(option->keyword, option->val);
}

// libpq's own words quote parts of the URL, and so may quote the password. Those about parameters do not.
std::string reason(const char* words) {
  const std::string_view text = words == nullptr ? "" : words;
  if (text.find("query parameter") == text.npos) return "";
  return ": " + std::string(text.substr(0, text.find('\n')));
}

Options parse(const std::string& url) {
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://"))
    throw UnusableUrl(
        "the PostgreSQL URL must start with postgresql://, such as "
        "postgresql://user:password@host:5432/database");
  char* words = nullptr;
  Options options(PQconninfoParse(url.c_str(), &words));
  const std::unique_ptr<char, Free> owned(words);
  if (!options)
    throw UnusableUrl("the PostgreSQL URL is malformed" + reason(words) +
                      " (special characters in the password must be percent-encoded)");
  return options;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == text.npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

// One of `parts` for each of `count` hosts: there may be none, one for all, or one for each.
std::string part(const std::vector<std::string>& parts, std::size_t index, std::size_t count) {
  if (parts.size() == 1) return parts.front();
  if (parts.size() != count)
    throw UnusableUrl("the PostgreSQL URL names " + std::to_string(count) + " hosts, and of something else " +
                      std::to_string(parts.size()));
  return parts[index];
}

std::vector<ConnectionSettings::Host> hosts_of(const std::string& names, const std::string& addresses,
                                               const std::string& ports) {
  const auto name = split(names), address = split(addresses), port = split(ports);
  const auto count = std::max(name.size(), address.size());
  std::vector<ConnectionSettings::Host> hosts;
  for (std::size_t i = 0; i < std::max(count, port.size()); ++i)
    hosts.push_back({part(name, i, count), part(address, i, count), part(port, i, count)});
  return hosts;
}

}  // namespace

ConnectionSettings::ConnectionSettings(std::string_view url, std::chrono::milliseconds statement_timeout) {
  add(values_, parse(std::string(url)).get());
  add(values_, Options(PQconndefaults()).get());
  // The kernel's own patience with a peer that has vanished is two hours.
  values_.try_emplace("keepalives_idle", "30");
  values_.try_emplace("keepalives_interval", "10");
  values_.try_emplace("keepalives_count", "3");
  values_.try_emplace("fallback_application_name", "caravan");
  values_["client_encoding"] = "UTF8";
  auto& options = values_["options"];
  options += (options.empty() ? "" : " ") + std::string("-c statement_timeout=") +
             std::to_string(statement_timeout.count());
  hosts_ = hosts_of(value("host"), value("hostaddr"), value("port"));
  for (const auto* keyword : {"host", "hostaddr", "port"})
    values_.erase(keyword);
  check_tls();
}

std::vector<ConnectionSettings::Host> ConnectionSettings::hosts() const {
  return hosts_;
}

std::string ConnectionSettings::unverified_mode() const {
  const auto is_here = [](const Host& host) {
    const auto& where = host.address.empty() ? host.name : host.address;
    return where.empty() || where.starts_with('/') || runtime::is_loopback(where);
  };
  const auto mode = value("sslmode");
  return mode.starts_with("verify-") || std::ranges::all_of(hosts_, is_here) ? "" : mode;
}

std::string ConnectionSettings::value(const std::string& keyword) const {
  const auto found = values_.find(keyword);
  return found == values_.end() ? "" : found->second;
}

void ConnectionSettings::check_tls() const {
  static constexpr std::array modes{"disable", "allow", "prefer", "require", "verify-ca", "verify-full"};
  const auto mode = value("sslmode");
  if (std::ranges::find(modes, mode) == modes.end())
    throw UnusableUrl("sslmode \"" + mode +
                      "\" is unknown: disable, allow, prefer, require, verify-ca and verify-full are known");
  if (mode == "disable") return;
  for (const auto* keyword : {"sslrootcert", "sslcert", "sslkey", "sslcrl"}) {
    const auto file = value(keyword);
    if (!file.empty() && access(file.c_str(), R_OK) != 0)
      throw UnusableUrl(std::string(keyword) + " cannot be read: " + file);
  }
}

}  // namespace caravan::postgres
