#include "sender.hpp"

namespace caravan::simulation {

using namespace std::chrono_literals;

Sender::Sender(World& world, Machine& machine, Checker& checker, const Population& population,
               domain::UserId user)
    : world_(world),
      machine_(machine),
      checker_(checker),
      random_(world.random.fork()),
      user_(user),
      chats_(population.chats_of(user)) {}

ports::Task<void> Sender::run() {
  while (!world_.settling) {
    co_await send(next_draft());
    const auto pause = random_.one_in(3) ? random_.between(0ms, 10ms) : random_.between(10ms, 600ms);
    co_await world_.clock.sleep_until(world_.clock.now() + pause);
  }
  finished_ = true;
}

domain::Draft Sender::next_draft() {
  const auto& chat = chats_[random_.below(chats_.size())];
  const auto length = random_.one_in(10) ? 1000 + random_.below(2000) : 1 + random_.below(100);
  const domain::MessageId id{domain::Uuid::v4(random_.next(), random_.next())};
  return {id, chat.id, user_, std::nullopt, std::string(length, static_cast<char>('a' + random_.below(26)))};
}

ports::Task<void> Sender::send(domain::Draft draft) {
  checker_.sending(draft);
  auto attempt = ports::Attempt::first;
  for (;;) {
    const accept::Send send{.caller = user_,
                            .id = draft.id,
                            .attempt = attempt,
                            .chat = draft.chat,
                            .from = user_,
                            .to = std::nullopt,
                            .body = draft.body};
    const Request<accept::Outcome> request = [send](Process& process) { return process.accept().send(send); };
    if (random_.one_in(world_.faults.request_doubled)) machine_.ask_again<accept::Outcome>(request);
    const auto outcome = co_await machine_.ask<accept::Outcome>(request);
    if (outcome && std::holds_alternative<domain::Message>(*outcome)) {
      checker_.acknowledged(std::get<domain::Message>(*outcome), machine_.store());
      co_return;
    }
    world_.expect(!outcome || !std::holds_alternative<accept::Refusal>(*outcome),
                  "a good send is not refused");
    attempt = ports::Attempt::retry;
    co_await world_.clock.sleep_until(world_.clock.now() + random_.between(20ms, 400ms));
  }
}

}  // namespace caravan::simulation
