#include "distributed/person.hpp"

#include <algorithm>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

Person::Person(World& world, Ledger& ledger, const Tables& tables, Balancer balancer,
               const Population& population, domain::UserId user)
    : world_(world),
      ledger_(ledger),
      tables_(tables),
      balancer_(std::move(balancer)),
      random_(world.random.fork()),
      user_(user),
      chats_(population.chats_of(user)) {}

ports::Task<void> Person::run() {
  while (!world_.settling) {
    co_await send(next_draft());
    const bool quick = random_.one_in(2);
    co_await pause(0ms, quick ? 5ms : 400ms);
  }
  finished_ = true;
}

domain::Draft Person::next_draft() {
  const auto& chat = chats_[random_.below(chats_.size())];
  const domain::MessageId id{domain::Uuid::v4(7, ++drafts_)};
  return {id, chat.id, user_, std::nullopt, "message " + std::to_string(drafts_)};
}

ports::Task<void> Person::send(domain::Draft draft) {
  const bool persists = !random_.one_in(4);
  for (;;) {
    const auto patience = persists ? random_.between(500ms, 1s) : random_.between(1ms, 80ms);
    const auto outcome = co_await ask(draft, patience);
    if (outcome && *outcome) co_return ledger_.acknowledged(draft, **outcome, tables_.has(**outcome));
    world_.expect(!outcome || ports::is_retryable(outcome->error().code), "a good send is not refused");
    if (!persists) co_return;
    co_await pause(20ms, 300ms);
  }
}

ports::Task<Person::Outcome> Person::ask(domain::Draft draft, std::chrono::microseconds patience) {
  auto& clock = world_.clock;
  co_await pause(50us, 5ms);
  auto* const node = balancer_();
  if (!node) co_return std::nullopt;
  ledger_.sending(draft, node->life());
  const auto reply = std::make_shared<Node::Reply>();
  const auto deadline = clock.now() + patience;
  node->request(std::move(draft), deadline, reply);
  while (!reply->outcome && clock.now() < deadline)
    co_await clock.wait(reply->arrived, deadline);
  if (random_.one_in(world_.faults.network_loses)) co_return std::nullopt;
  co_return std::move(reply->outcome);
}

ports::Task<void> Person::pause(std::chrono::microseconds least, std::chrono::microseconds most) {
  return world_.clock.sleep_until(world_.clock.now() + random_.between(least, most));
}

ports::Task<void> ForwardReader::run() {
  for (;;) {
    co_await world_.clock.sleep_until(world_.clock.now() + random_.between(20ms, 900ms));
    look();
  }
}

void ForwardReader::look() {
  const auto found = tables_.messages.find(chat_);
  if (found == tables_.messages.end()) return;
  const auto overlap = world_.bug == Bug::read_without_overlap ? 0ms : promises_.overlap;
  const auto from = newest_ - overlap;
  for (const auto& [time, message] : found->second) {
    if (time.instant() <= from) continue;
    seen_.insert(message.key());
    newest_ = std::max(newest_, time.instant());
  }
}

}  // namespace caravan::simulation
