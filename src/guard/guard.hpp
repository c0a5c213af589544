#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "guard/address_prefix.hpp"
#include "guard/limiter.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"

namespace caravan::guard {

enum class Rule {
  send_user,
  send_chat,
  sign_up_address,
  login_account,
  login_address,
  session_end_user,
  presence_user
};

// The enumerator's name: stable, for metrics and logs.
std::string_view to_string(Rule rule);

struct Verdict {
  bool allowed = true;
  // Of a refusal:
  Rule rule{};
  std::chrono::nanoseconds retry_after{};
  std::string_view reason;  // for the person who is refused
};

// Who knocks, before anybody knows who it is.
struct Source {
  boost::asio::ip::address address;
  bool is_local = false;  // exempt from the limits per address
};

// Makes spam difficult: says whether somebody may do something now. Thread-safe and cheap: a few hash
// look-ups under short locks.
class Guard {
 public:
  struct Options {
    bool enabled = true;  // false switches every limit off
    Rate send_per_user{20, std::chrono::seconds(20)};
    Rate send_per_chat{5, std::chrono::seconds(5)};  // of one user in one chat
    Rate sign_up_per_address{5, std::chrono::minutes(30)};
    Rate failed_login_per_account{5, std::chrono::minutes(30)};
    Rate failed_login_per_address{5, std::chrono::minutes(30)};
    Rate session_end_per_user{5, std::chrono::minutes(1)};
    Rate presence_per_user{120, std::chrono::minutes(1)};
    std::size_t keys_max = 100'000;  // users, chats, addresses… that each limit remembers
  };

  Guard(const Options& options, const runtime::Clock& clock, observe::Metrics& metrics);

  // Counts every send, also one that repeats an earlier one.
  Verdict send(domain::UserId user, domain::ChatId chat);
  Verdict sign_up(const Source& source);
  // Ending sessions at the feed is a write there, which somebody pays for.
  Verdict end_sessions(domain::UserId user);
  // What is said of presence goes to everybody who writes for readers.
  Verdict say_presence(domain::UserId user);

  // Only failed logins count. An attempt counts as failed from its start, so that many at once get no further
  // than one after the other; call `forgive_login` when it did not fail. Success clears nothing else. The
  // account is counted whether or not it exists.
  Verdict log_in(const std::string& username, const Source& source);
  void forgive_login(const std::string& username, const Source& source);

 private:
  struct SendKey {
    domain::UserId user;
    domain::ChatId chat;
    friend bool operator==(const SendKey&, const SendKey&) = default;
  };
  struct SendKeyHash {
    std::size_t operator()(const SendKey& key) const noexcept {
      return std::hash<domain::ChatId>{}(key.chat) ^ std::hash<domain::UserId>{}(key.user) << 1;
    }
  };

  Verdict refuse(Rule rule, std::chrono::nanoseconds retry_after);

  const bool enabled_;
  const runtime::Clock& clock_;
  Limiter<domain::UserId> sends_by_user_;
  Limiter<SendKey, SendKeyHash> sends_by_chat_;
  Limiter<AddressPrefix> sign_ups_by_address_;
  Limiter<std::string> logins_by_account_;
  Limiter<AddressPrefix> logins_by_address_;
  Limiter<domain::UserId> session_ends_by_user_;
  Limiter<domain::UserId> presence_by_user_;
  std::array<observe::Counter*, 7> refused_;  // by rule
};

}  // namespace caravan::guard
