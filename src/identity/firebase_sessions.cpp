#include "identity/firebase_sessions.hpp"

#include <utility>

#include "observe/log.hpp"

namespace caravan::identity {

ports::Task<ports::Result<FirebaseSessions::Token>> FirebaseSessions::begin(domain::UserId user) {
  const auto epoch = co_await accounts_.session_epoch(user);
  if (!epoch) co_return epoch.error();
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall());
  if (auto token = known(user, *epoch, now); !token.text.empty()) co_return token;

  const ports::FirebaseClaims claims{user, *epoch, now, now + options_.lifetime};
  auto text = co_await signer_.sign(claims);
  note(text);
  if (!text) co_return text.error();
  {
    const std::lock_guard lock(mutex_);
    signed_.of(user) = {*text, *epoch, claims.expires_at};
  }
  co_return Token{*std::move(text), options_.lifetime};
}

ports::Task<ports::Result<void>> FirebaseSessions::end_all(domain::UserId user) {
  const auto epoch = co_await accounts_.raise_session_epoch(user);
  if (!epoch) co_return epoch.error();
  if (feed_ == nullptr) co_return ports::Result<void>{};
  co_return co_await feed_->end(user, *epoch);
}

void FirebaseSessions::note(const ports::Result<std::string>& outcome) {
  const std::lock_guard lock(mutex_);
  if (!outcome && outage_.failed(clock_.now()))
    observe::log(observe::Level::warn, "firebase.signing_failed",
                 {{"detail", outcome.error().detail}, {"failed_in_a_row", outage_.failures()}});
  if (!outcome) return;
  if (const auto over = outage_.ended(clock_.now()))
    observe::log(observe::Level::info, "firebase.signing_again",
                 {{"failures", over->failures}, {"seconds", over->seconds}});
}

FirebaseSessions::Token FirebaseSessions::known(domain::UserId user, std::int64_t epoch,
                                                std::chrono::sys_seconds now) {
  const std::lock_guard lock(mutex_);
  const auto* const token = signed_.find(user);
  if (token == nullptr || token->epoch != epoch) return {};
  const auto left = token->expires_at - now;
  // More than a whole life is left when the clock was set back: Firebase would take it for a token of the
  // future.
  if (left < options_.remaining_min || left > options_.lifetime) return {};
  return {token->text, left};
}

}  // namespace caravan::identity
