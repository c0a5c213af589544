#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "observe/metrics.hpp"
#include "ports/broker_tokens.hpp"
#include "runtime/backoff.hpp"

namespace caravan::kafka {

using TokenAnswer = ports::Result<ports::BrokerToken>;

// Asks for tokens on behalf of all clients of this process, on a thread of its own: one question at a time,
// and after a failure the next one only after a pause. Thread-safe; outlives the clients.
class TokenRefresh {
 public:
  struct Options {
    runtime::Backoff::Options pause{.first = std::chrono::milliseconds(200),
                                    .longest = std::chrono::seconds(2)};
  };

  // The references must outlive this object, whose end waits for the answer to a question under way.
  TokenRefresh(ports::BrokerTokens& tokens, const Options& options, runtime::Random& random,
               observe::Metrics& metrics);

  // Blocks until the question under way, or else a new one, is answered; nothing when `stop` comes first.
  std::optional<TokenAnswer> next(std::stop_token stop);

 private:
  void work(std::stop_token stop);
  TokenAnswer ask();
  void note(const TokenAnswer& answer);

  ports::BrokerTokens& tokens_;
  runtime::Backoff backoff_;
  observe::Counter& given_;
  observe::Counter& failed_;
  std::string failure_;  // of the last answer, as the log has it; empty when that was a token
  std::mutex mutex_;     // guards what follows
  std::condition_variable_any changed_;
  bool asked_ = false;
  std::uint64_t answers_ = 0;
  TokenAnswer answer_ = ports::Error{ports::Errc::unavailable, "nobody has asked for a token yet"};
  std::jthread thread_;
};

// When a client is to ask for the token that comes after this one: `kBrokerTokenMargin` before its end, or a
// fifth of what is left of it where that is less.
std::chrono::system_clock::time_point refresh_time(std::chrono::system_clock::time_point now,
                                                   std::chrono::sys_seconds expires_at);
// The end of a token as the client library is told. It makes one use of it: it asks for the next token when
// four fifths of the time until then are over.
std::chrono::system_clock::time_point told_end(std::chrono::system_clock::time_point now,
                                               std::chrono::sys_seconds expires_at);

}  // namespace caravan::kafka
