#include "guard/guard.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace caravan::guard {
namespace {

constexpr std::array kRules{Rule::send_user,          Rule::send_chat,        Rule::sign_up_address,
                            Rule::login_rate_address, Rule::login_network,    Rule::login_account,
                            Rule::login_address,      Rule::session_end_user, Rule::presence_user,
                            Rule::read_user};

static_assert(std::ranges::is_sorted(kRules), "a rule's refusals are found by its place");

constexpr std::string_view reason_of(Rule rule) {
  switch (rule) {
    case Rule::send_user:
      return "Too many messages, wait a moment";
    case Rule::send_chat:
      return "Too many messages in this chat, wait a moment";
    case Rule::sign_up_address:
      return "Too many new accounts from this address, try again later";
    case Rule::login_rate_address:
      return "Too many logins from this address, try again later";
    case Rule::login_network:
      return "Too many failed logins for this account from here, wait a moment";
    case Rule::login_account:
      return "Too many failed logins for this account, try again later";
    case Rule::login_address:
      return "Too many failed logins from this address, try again later";
    case Rule::session_end_user:
      return "Sessions were ended too often, wait a moment";
    case Rule::presence_user:
      return "Presence was said too often, wait a moment";
    case Rule::read_user:
      return "Too many requests at once, wait for their answers";
  }
  return "Too many requests, wait a moment";
}

}  // namespace

std::string_view to_string(Rule rule) {
  switch (rule) {
    case Rule::send_user:
      return "send_user";
    case Rule::send_chat:
      return "send_chat";
    case Rule::sign_up_address:
      return "sign_up_address";
    case Rule::login_rate_address:
      return "login_rate_address";
    case Rule::login_network:
      return "login_network";
    case Rule::login_account:
      return "login_account";
    case Rule::login_address:
      return "login_address";
    case Rule::session_end_user:
      return "session_end_user";
    case Rule::presence_user:
      return "presence_user";
    case Rule::read_user:
      return "read_user";
  }
  return "unknown";
}

Guard::Guard(const Options& options, const runtime::Clock& clock, observe::Metrics& metrics)
    : enabled_(options.enabled),
      clock_(clock),
      sends_by_user_(options.send_per_user, options.keys_max),
      sends_by_chat_(options.send_per_chat, options.keys_max),
      sign_ups_by_address_(options.sign_up_per_address, options.keys_max),
      logins_by_address_(options.login_per_address, options.keys_max),
      failures_by_network_(options.failed_login_per_network, options.keys_max),
      failures_by_account_(options.failed_login_per_account, options.keys_max),
      failures_by_address_(options.failed_login_per_address, options.keys_max),
      session_ends_by_user_(options.session_end_per_user, options.keys_max),
      presence_by_user_(options.presence_per_user, options.keys_max),
      reads_by_user_(options.reads_per_user_max),
      known_(options.keys_max) {
  for (const Rule rule : kRules)
    refusals_.emplace_back(metrics.counter("caravan_guard_refused_total",
                                           "What the limits against spam refused, by rule.",
                                           {{"rule", std::string(to_string(rule))}}));
}

Verdict Guard::send(domain::UserId user, domain::ChatId chat) {
  if (!enabled_) return {};
  const auto now = clock_.now();
  if (const auto wait = sends_by_user_.take(user, now)) return refuse(Rule::send_user, *wait, {"user", user});
  if (const auto wait = sends_by_chat_.take({user, chat}, now)) {
    sends_by_user_.put_back(user);
    return refuse(Rule::send_chat, *wait, {"user", user});
  }
  return {};
}

Verdict Guard::sign_up(const Source& source) {
  if (!enabled_ || source.is_exempt) return {};
  if (const auto wait = sign_ups_by_address_.take(AddressPrefix::of(source.address), clock_.now()))
    return refuse(Rule::sign_up_address, *wait, {"address", source.address});
  return {};
}

void Guard::forgive_sign_up(const Source& source) {
  if (enabled_ && !source.is_exempt) sign_ups_by_address_.put_back(AddressPrefix::of(source.address));
}

Verdict Guard::end_sessions(domain::UserId user) {
  if (!enabled_) return {};
  if (const auto wait = session_ends_by_user_.take(user, clock_.now()))
    return refuse(Rule::session_end_user, *wait, {"user", user});
  return {};
}

Verdict Guard::say_presence(domain::UserId user) {
  if (!enabled_) return {};
  if (const auto wait = presence_by_user_.take(user, clock_.now()))
    return refuse(Rule::presence_user, *wait, {"user", user});
  return {};
}

Read Guard::read(domain::UserId user) {
  if (!enabled_) return {};
  auto ticket = reads_by_user_.begin(user);
  if (!ticket) return {refuse(Rule::read_user, std::chrono::seconds(1), {"user", user}), nullptr};
  return {{}, std::move(ticket)};
}

Verdict Guard::log_in(const std::string& username, const Source& source) {
  if (!enabled_) return {};
  const auto now = clock_.now();
  const auto address = AddressPrefix::of(source.address);
  // The address first: one that is used up must not fill the memory with names of its own making.
  if (!source.is_exempt) {
    if (const auto wait = logins_by_address_.take(address, now))
      return refuse(Rule::login_rate_address, *wait, {"address", source.address});
    if (const auto wait = failures_by_address_.take(address, now))
      return refuse(Rule::login_address, *wait, {"address", source.address});
  }
  const auto not_charged = [&](Rule rule, std::chrono::nanoseconds wait) {
    if (!source.is_exempt) failures_by_address_.put_back(address);
    return refuse(rule, wait, {"address", source.address});
  };
  const LoginKey key{username, address};
  if (const auto wait = failures_by_network_.take(key, now)) return not_charged(Rule::login_network, *wait);
  if (!knows(username, source))
    if (const auto wait = failures_by_account_.take(username, now)) {
      failures_by_network_.put_back(key);
      return not_charged(Rule::login_account, *wait);
    }
  return {};
}

void Guard::log_in_succeeded(const std::string& username, const Source& source) {
  if (!enabled_) return;
  forgive_failure(username, source);
  const std::lock_guard lock(mutex_);
  known_.of({username, AddressPrefix::of(source.address)}) = true;
}

void Guard::forgive_login(const std::string& username, const Source& source) {
  if (!enabled_) return;
  forgive_failure(username, source);
  if (!source.is_exempt) logins_by_address_.put_back(AddressPrefix::of(source.address));
}

bool Guard::knows(const std::string& username, const Source& source) const {
  const std::lock_guard lock(mutex_);
  return known_.find({username, AddressPrefix::of(source.address)}) != nullptr;
}

void Guard::forgive_failure(const std::string& username, const Source& source) {
  const auto address = AddressPrefix::of(source.address);
  failures_by_network_.put_back({username, address});
  if (!knows(username, source)) failures_by_account_.put_back(username);
  if (!source.is_exempt) failures_by_address_.put_back(address);
}

Verdict Guard::refuse(Rule rule, std::chrono::nanoseconds retry_after, const observe::Field& whom) {
  auto& refusals = refusals_[static_cast<std::size_t>(rule)];
  refusals.count.Increment();
  refusals.lines.failed(clock_.now(), {{"rule", to_string(rule)}, whom});
  return {false, rule, retry_after, reason_of(rule)};
}

}  // namespace caravan::guard
