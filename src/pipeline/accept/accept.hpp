#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "observe/failure_log.hpp"
#include "observe/metrics.hpp"
#include "ports/acceptance.hpp"
#include "ports/members.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::accept {

struct Options {
  std::size_t body_bytes_max = 16 * 1024;
};

// What a client asks for; nothing in it is trusted but `caller`.
struct Send {
  domain::UserId caller;                // whose token came with the request
  std::optional<domain::MessageId> id;  // the client's own, for idempotent sending
  domain::ChatId chat;
  domain::UserId from;
  std::optional<domain::UserId> to;  // none for a group, or to mean the other side of a direct chat
  std::string body;
};

enum class Refusal {
  not_authorized,  // not the caller's own name, or not a chat of theirs; a missing chat looks the same
  empty_body,      // or nothing in it that can be seen
  body_too_large,
  id_taken,  // the sender used the message id for another message
};

using Outcome = std::variant<domain::Message, Refusal, ports::Error>;

// The first hop: decides whether a message may be sent, and makes it durable. Thread-safe.
class Accept {
 public:
  // All references must outlive this object.
  Accept(Options options, ports::Members& members, ports::Acceptance& acceptance, runtime::Random& random,
         const runtime::Clock& clock, observe::Metrics& metrics);

  // A message in the outcome is in history on stable storage and sure to reach every reader.
  ports::Task<Outcome> send(Send send);

 private:
  ports::Task<Outcome> decide_and_store(Send send);
  // Whoever is cancelled meanwhile does not know whether it is stored.
  ports::Task<ports::Result<domain::Message>> accepted(domain::Draft draft, ports::IdOrigin origin);
  domain::MessageId new_id();

  Options options_;
  ports::Members& members_;
  ports::Acceptance& acceptance_;
  runtime::Random& random_;
  const runtime::Clock& clock_;
  observe::Counter& accepted_;
  observe::Counter& refused_;
  observe::Counter& failed_;
  observe::FailureLog failures_{observe::Level::warn, {"accept.failed", "accept.recovered"}};
  observe::Histogram& seconds_;
};

// Why `send` must not be stored, judged by itself alone.
std::optional<Refusal> check(const Send& send, const Options& options);
// The `to` that the message will carry (none in a group), or nothing when the chat does not allow this send.
struct Addressing {
  std::optional<domain::UserId> to;
};
std::optional<Addressing> address(const Send& send, const domain::Chat& chat);

}  // namespace caravan::accept
