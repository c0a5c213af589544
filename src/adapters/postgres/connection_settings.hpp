#pragma once

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::postgres {

// Why a URL cannot be used, in words for the operator; never with the password.
class UnusableUrl : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What is needed to connect, by libpq's keywords: what the URL says, then what libpq's environment variables
// (PGHOST, PGSSLMODE, …) say, then libpq's own defaults.
class ConnectionSettings {
 public:
  // A server that may be tried.
  struct Host {
    std::string name;     // what a certificate is checked against; a path or empty for a Unix socket
    std::string address;  // where to connect; empty for what the name leads to
    std::string port;
  };

  // `url` as in postgresql://user:password@host:5432/database?sslmode=verify-full. Sessions cancel a
  // statement that takes longer than `statement_timeout`. Throws `UnusableUrl` for what is no URL, and for
  // files of TLS that cannot be read.
  ConnectionSettings(std::string_view url, std::chrono::milliseconds statement_timeout);

  // In the URL's order.
  std::vector<Host> hosts() const;
  // The database's name, for log lines.
  std::string database() const { return value("dbname"); }
  // The `sslmode` by which servers on other machines need not prove who they are; empty when they must, or
  // when all are on this one.
  std::string unverified_mode() const;
  // By keyword; without hosts and ports.
  const std::map<std::string, std::string>& values() const { return values_; }

 private:
  std::string value(const std::string& keyword) const;
  void check_tls() const;

  std::map<std::string, std::string> values_;
  std::vector<Host> hosts_;
};

}  // namespace caravan::postgres
