#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "adapters/postgres/call.hpp"
#include "adapters/postgres/session.hpp"
#include "observe/metrics.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/backoff.hpp"

namespace caravan::postgres {

// Keeps one session up and sends calls through it without waiting for the answers of those before. When the
// session is lost it answers what was under way, and connects anew. Used on one thread.
//
// Each call is a transaction of its own, which the server commits when it reads the synchronisation point
// behind the call. So a call is answered when that point comes back, not when its result does.
class Link {
 public:
  struct Options {
    std::size_t in_flight_max = 32;  // calls on their way; they wait for each other
    std::chrono::milliseconds connect_timeout{2'000};
    // A server that answers nothing for so long, while it owes an answer, hangs.
    std::chrono::milliseconds silence_max{5'000};
    // `longest` is how long a server that has recovered may stay unnoticed.
    runtime::Backoff::Options backoff = {.longest = std::chrono::milliseconds(2'000)};
  };

  // `changed` is set when calls may be sent that could not be before, and when they can no longer. Everything
  // must outlive the link.
  Link(const ConnectionSettings& settings, std::span<const Statement* const> statements, Options options,
       runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics,
       runtime::AutoResetEvent& changed);

  // Until it is cancelled; the session is left open, and the calls on it unanswered.
  ports::Task<void> run();
  // Gives both up; the event loop that ran this may go from then on.
  void close();

  bool is_up() const { return session_ != nullptr; }
  // Why the last try to connect failed, if it did.
  const std::optional<ports::Error>& failure() const { return failure_; }
  std::size_t in_flight() const { return calls_.size(); }
  bool has_room() const { return is_up() && !worn_out_ && calls_.size() < options_.in_flight_max; }
  // Requires room. False when it could not be sent: it was not, and the session is about to be lost.
  bool send(const std::shared_ptr<Call>& call);

 private:
  struct InFlight {
    std::shared_ptr<Call> call;
    std::optional<ports::Result<Rows>> result;  // until it is confirmed
  };

  ports::Task<ports::Result<std::unique_ptr<Session>>> open();
  void note_failure(ports::Error error);
  ports::Task<ports::Result<Rows>> prepare(Session& session);
  ports::Task<void> serve();
  ports::Task<void> read_answers();
  ports::Task<void> write_calls();
  ports::Task<void> notice_silence();
  // Takes what has arrived; false when the session is lost.
  bool take_answers();
  void take(struct pg_result* result);
  void confirm();
  bool is_worn_out() const { return worn_out_ && calls_.empty(); }
  void lose();

  const ConnectionSettings& settings_;
  std::span<const Statement* const> statements_;
  Options options_;
  runtime::Clock& clock_;
  runtime::Backoff backoff_;
  runtime::AutoResetEvent& changed_;
  runtime::AutoResetEvent unwritten_;  // the socket did not take everything
  observe::Gauge& connections_;
  observe::Counter& connected_;
  observe::Counter& lost_;

  std::unique_ptr<Session> session_;
  std::optional<ports::Error> failure_;
  std::deque<InFlight> calls_;  // in the order of their answers
  runtime::SteadyTime heard_;   // when the server last made progress, or began to owe an answer
  std::string farewell_;        // what the server said when it ended the session; empty unless it did
  bool worn_out_ = false;       // the session takes no more calls, and ends with the last of those it has
};

}  // namespace caravan::postgres
