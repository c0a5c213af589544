#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "guard/address_prefix.hpp"
#include "guard/limiter.hpp"
#include "guard/under_way.hpp"
#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "runtime/clock.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::guard {

enum class Rule {
  send_user,
  send_chat,
  sign_up_address,
  login_rate_address,
  login_network,
  login_account,
  login_address,
  session_end_user,
  presence_user,
  read_user
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

// A read that may begin holds its ticket until its answer is with whom asked.
struct Read {
  Verdict verdict;
  UnderWay<domain::UserId>::Ticket ticket;
};

// Who knocks, before anybody knows who it is.
struct Source {
  boost::asio::ip::address address;
  bool is_exempt = false;  // exempt from the limits per address
};

// Makes spam difficult: says whether somebody may do something now, and in the log whom it refused.
// Thread-safe and cheap: a few hash look-ups under short locks.
class Guard {
 public:
  struct Options {
    bool enabled = true;  // false switches every limit off
    Rate send_per_user{20, std::chrono::seconds(20)};
    Rate send_per_chat{5, std::chrono::seconds(5)};  // of one user in one chat
    Rate sign_up_per_address{30, std::chrono::hours(1)};
    Rate login_per_address{300, std::chrono::minutes(10)};      // whether they fail or not
    Rate failed_login_per_network{5, std::chrono::minutes(5)};  // of one account
    // From all networks where nobody has logged in to the account.
    Rate failed_login_per_account{100, std::chrono::hours(1)};
    Rate failed_login_per_address{50, std::chrono::minutes(30)};
    Rate session_end_per_user{5, std::chrono::minutes(1)};
    Rate presence_per_user{120, std::chrono::minutes(1)};
    std::size_t reads_per_user_max = 16;  // at once: lists, pages and searches
    std::size_t keys_max = 100'000;       // users, chats, addresses… that each limit remembers
  };

  Guard(const Options& options, const runtime::Clock& clock, observe::Metrics& metrics);

  // Counts every send, also one that repeats an earlier one.
  Verdict send(domain::UserId user, domain::ChatId chat);
  // Call `forgive_sign_up` when no account was made.
  Verdict sign_up(const Source& source);
  void forgive_sign_up(const Source& source);
  // Ending sessions at the feed is a write there, which somebody pays for.
  Verdict end_sessions(domain::UserId user);
  // What is said of presence goes to everybody who writes for readers.
  Verdict say_presence(domain::UserId user);

  // Somebody who asks for much at once, and does not take it, must not fill the memory.
  Read read(domain::UserId user);

  // An attempt counts as failed from its start, so that many at once get no further than one after the other;
  // say afterwards when it succeeded, or could not be judged. The account is counted whether or not it
  // exists.
  //
  // Wrong passwords from one network keep out that network, and those from everywhere together only networks
  // from which nobody has logged in to the account: strangers cannot lock its owner out of home. Which
  // networks these are is remembered by this process, for as many accounts as `keys_max` allows.
  Verdict log_in(const std::string& username, const Source& source);
  void log_in_succeeded(const std::string& username, const Source& source);
  void forgive_login(const std::string& username, const Source& source);
  // Whether somebody has logged in to the account from that network.
  bool knows(const std::string& username, const Source& source) const;

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

  struct LoginKey {
    std::string username;
    AddressPrefix network;
    friend bool operator==(const LoginKey&, const LoginKey&) = default;
  };
  struct LoginKeyHash {
    std::size_t operator()(const LoginKey& key) const noexcept {
      return std::hash<std::string>{}(key.username) ^ std::hash<AddressPrefix>{}(key.network) << 1;
    }
  };

  // Of one rule.
  struct Refusals {
    explicit Refusals(observe::Counter& counter) : count(counter) {}
    observe::Counter& count;
    observe::FailureLog lines{observe::Level::warn, {"guard.refused", ""}};
  };

  void forgive_failure(const std::string& username, const Source& source);
  Verdict refuse(Rule rule, std::chrono::nanoseconds retry_after, const observe::Field& whom);

  const bool enabled_;
  const runtime::Clock& clock_;
  Limiter<domain::UserId> sends_by_user_;
  Limiter<SendKey, SendKeyHash> sends_by_chat_;
  Limiter<AddressPrefix> sign_ups_by_address_;
  Limiter<AddressPrefix> logins_by_address_;
  Limiter<LoginKey, LoginKeyHash> failures_by_network_;
  Limiter<std::string> failures_by_account_;
  Limiter<AddressPrefix> failures_by_address_;
  Limiter<domain::UserId> session_ends_by_user_;
  Limiter<domain::UserId> presence_by_user_;
  UnderWay<domain::UserId> reads_by_user_;
  mutable std::mutex mutex_;  // guards what follows
  mutable runtime::LruCache<LoginKey, bool, LoginKeyHash> known_;
  std::deque<Refusals> refusals_;  // by rule
};

}  // namespace caravan::guard
