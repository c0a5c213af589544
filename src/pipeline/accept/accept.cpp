#include "pipeline/accept/accept.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <utility>

#include "observe/log.hpp"
#include "text/beginning.hpp"

namespace caravan::accept {

Accept::Accept(Options options, ports::Members& members, ports::Acceptance& acceptance,
               runtime::Random& random, const runtime::Clock& clock, observe::Metrics& metrics)
    : options_(options),
      members_(members),
      acceptance_(acceptance),
      random_(random),
      clock_(clock),
      accepted_(
          metrics.counter("caravan_accept_messages_total", "Sends by outcome", {{"outcome", "accepted"}})),
      refused_(
          metrics.counter("caravan_accept_messages_total", "Sends by outcome", {{"outcome", "refused"}})),
      failed_(metrics.counter("caravan_accept_messages_total", "Sends by outcome", {{"outcome", "failed"}})),
      seconds_(metrics.latency("caravan_accept_seconds", "From a parsed send to its durable message")) {}

std::optional<Refusal> check(const Send& send, const Options& options) {
  if (send.from != send.caller) return Refusal::not_authorized;
  if (send.body.size() > options.body_bytes_max) return Refusal::body_too_large;
  if (text::is_blank(send.body)) return Refusal::empty_body;
  return std::nullopt;
}

std::optional<Addressing> address(const Send& send, const domain::Chat& chat) {
  if (!chat.has_member(send.from)) return std::nullopt;
  if (send.to && (*send.to == send.from || !chat.has_member(*send.to))) return std::nullopt;
  if (chat.kind == domain::ChatKind::group) return Addressing{};
  const auto other = std::find_if(chat.members.begin(), chat.members.end(),
                                  [&send](const domain::Account& member) { return member.id != send.from; });
  return Addressing{other->id};
}

ports::Task<Outcome> Accept::send(Send send) {
  const auto start = clock_.now();
  const auto id = send.id;
  Outcome outcome = co_await decide_and_store(std::move(send));
  const auto end = clock_.now();
  seconds_.Observe(std::chrono::duration<double>(end - start).count());
  if (const auto* message = std::get_if<domain::Message>(&outcome)) {
    accepted_.Increment();
    observe::log(observe::Level::debug, "accept.stored", {{"message_id", message->id}});
    failures_.succeeded(end);
  } else if (const auto* error = std::get_if<ports::Error>(&outcome)) {
    failed_.Increment();
    failures_.failed(end, {id ? observe::Field("message_id", *id) : observe::Field("message_id", ""),
                           {"error", to_string(error->code)},
                           {"detail", error->detail}});
  } else {
    refused_.Increment();
  }
  co_return outcome;
}

domain::MessageId Accept::new_id() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.wall().time_since_epoch());
  return {domain::Uuid::v7(static_cast<std::uint64_t>(now.count()), random_.next(), random_.next())};
}

ports::Task<ports::Result<domain::Message>> Accept::accepted(domain::Draft draft, ports::IdOrigin origin) {
  try {
    co_return co_await acceptance_.accept(std::move(draft), origin);
  } catch (const boost::system::system_error& error) {
    if (error.code() != boost::asio::error::operation_aborted) throw;
  }
  co_return ports::Error{ports::Errc::uncertain, "the caller did not wait for its end"};
}

ports::Task<Outcome> Accept::decide_and_store(Send send) {
  if (const auto refusal = check(send, options_)) co_return *refusal;

  const auto chat = co_await members_.of(send.chat);
  if (!chat && chat.error().code == ports::Errc::not_found) co_return Refusal::not_authorized;
  if (!chat) co_return chat.error();
  const auto addressing = address(send, **chat);
  if (!addressing) co_return Refusal::not_authorized;

  const auto id = send.id ? *send.id : new_id();
  const auto origin = send.id ? ports::IdOrigin::sender : ports::IdOrigin::server;
  domain::Draft draft{id, send.chat, send.from, addressing->to, std::move(send.body)};
  auto message = co_await accepted(std::move(draft), origin);
  if (message) co_return std::move(*message);
  if (message.error().code == ports::Errc::conflict) co_return Refusal::id_taken;
  co_return message.error();
}

}  // namespace caravan::accept
