#include "sender.hpp"

#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

Sender::Sender(World& world, Machine& machine, Checker& checker, runtime::TaskGroup& clients,
               const Population& population, domain::UserId user)
    : world_(world),
      machine_(machine),
      checker_(checker),
      clients_(clients),
      random_(world.random.fork()),
      user_(user),
      chats_(population.chats_of(user)) {}

ports::Task<void> Sender::run() {
  while (!world_.settling) {
    co_await send(next_draft());
    const bool quick = random_.one_in(3);
    co_await pause(quick ? 0ms : 10ms, quick ? 10ms : 600ms);
  }
  finished_ = true;
}

ports::Task<void> Sender::say(std::size_t messages) {
  finished_ = false;
  for (; messages > 0; --messages) {
    co_await pause(10ms, 900ms);
    co_await send(next_draft());
  }
  finished_ = true;
}

domain::Draft Sender::next_draft() {
  const auto& chat = chats_[random_.below(chats_.size())];
  const auto length = random_.one_in(10) ? 1000 + random_.below(2000) : 1 + random_.below(100);
  // All senders use the same ids: an id is its sender's own.
  const domain::MessageId id{domain::Uuid::v4(7, ++drafts_)};
  return {id, chat.id, user_, std::nullopt, std::string(length, static_cast<char>('a' + random_.below(26)))};
}

accept::Send Sender::as_request(const domain::Draft& draft) const {
  return {.caller = user_,
          .id = draft.id,
          .chat = draft.chat,
          .from = user_,
          .to = std::nullopt,
          .body = draft.body};
}

ports::Task<void> Sender::send(domain::Draft draft) {
  checker_.sending(draft);
  for (;;) {
    const auto send = as_request(draft);
    const Request<accept::Outcome> request = [send](Process& process) { return process.accept().send(send); };
    if (random_.one_in(world_.faults.request_doubled)) clients_.spawn("copy", send_late_copy(request));
    const auto outcome = co_await machine_.ask<accept::Outcome>(request);
    if (outcome && std::holds_alternative<domain::Message>(*outcome)) {
      checker_.acknowledged(std::get<domain::Message>(*outcome), machine_.store());
      // A client that was closed before it could note the answer sends again.
      if (!random_.one_in(world_.faults.send_forgotten)) co_return;
    }
    world_.expect(!outcome || !std::holds_alternative<accept::Refusal>(*outcome),
                  "a good send is not refused");
    co_await pause(20ms, 400ms);
  }
}

// The network delivers a request twice: the copy comes when the sender may be long past it.
ports::Task<void> Sender::send_late_copy(Request<accept::Outcome> request) {
  co_await pause(0ms, 2s);
  const auto outcome = co_await machine_.ask<accept::Outcome>(std::move(request));
  if (outcome && std::holds_alternative<domain::Message>(*outcome))
    checker_.acknowledged(std::get<domain::Message>(*outcome), machine_.store());
}

ports::Task<void> Sender::pause(std::chrono::microseconds least, std::chrono::microseconds most) {
  return world_.clock.sleep_until(world_.clock.now() + random_.between(least, most));
}

}  // namespace caravan::simulation
