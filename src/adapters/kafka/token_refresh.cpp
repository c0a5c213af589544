#include "adapters/kafka/token_refresh.hpp"

#include <algorithm>
#include <exception>

#include "observe/log.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::kafka {

using std::chrono::system_clock;

TokenRefresh::TokenRefresh(ports::BrokerTokens& tokens, const Options& options, runtime::Random& random,
                           observe::Metrics& metrics)
    : tokens_(tokens),
      backoff_(options.pause, random),
      given_(metrics.counter("caravan_kafka_tokens_total", "Questions for a token for brokers by outcome",
                             {{"outcome", "given"}})),
      failed_(metrics.counter("caravan_kafka_tokens_total", "Questions for a token for brokers by outcome",
                              {{"outcome", "failed"}})),
      thread_([this](std::stop_token stop) { work(std::move(stop)); }) {}

std::optional<TokenAnswer> TokenRefresh::next(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto seen = answers_;
  asked_ = true;
  changed_.notify_all();
  if (!changed_.wait(lock, std::move(stop), [&] { return answers_ != seen; })) return std::nullopt;
  return answer_;
}

void TokenRefresh::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return asked_; })) {
    lock.unlock();
    auto answer = ask();
    note(answer);
    lock.lock();
    asked_ = false;
    ++answers_;
    answer_ = std::move(answer);
    changed_.notify_all();
    // Whoever was told of a failure asks again at once.
    if (!answer_) changed_.wait_for(lock, stop, backoff_.next(), [] { return false; });
  }
}

TokenAnswer TokenRefresh::ask() {
  try {
    return runtime::run_to_end(tokens_.token());
  } catch (const std::exception& error) {
    return ports::Error{ports::Errc::unavailable, error.what()};
  }
}

// Once for each reason, however long it lasts.
void TokenRefresh::note(const TokenAnswer& answer) {
  (answer ? given_ : failed_).Increment();
  if (answer) {
    if (!failure_.empty())
      observe::log(observe::Level::info, "kafka.token_given", {{"principal", answer->principal}});
    failure_.clear();
    backoff_.reset();
  } else if (answer.error().detail != failure_) {
    failure_ = answer.error().detail;
    observe::log(observe::Level::warn, "kafka.token_not_given", {{"detail", failure_}});
  }
}

system_clock::time_point refresh_time(system_clock::time_point now, std::chrono::sys_seconds expires_at) {
  const auto margin = std::min<system_clock::duration>(ports::kBrokerTokenMargin, (expires_at - now) / 5);
  return expires_at - margin;
}

system_clock::time_point told_end(system_clock::time_point now, std::chrono::sys_seconds expires_at) {
  return now + (refresh_time(now, expires_at) - now) * 5 / 4;
}

}  // namespace caravan::kafka
