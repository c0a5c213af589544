#include "history_reading.hpp"

#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kPageMessages = 7;
const auto kBeforeAll = domain::TimeUuid::at({}, 0);

}  // namespace

HistoryReading::HistoryReading(World& world, Machine& machine, const Population& population,
                               domain::UserId user)
    : world_(world),
      machine_(machine),
      random_(world.random.fork()),
      user_(user),
      chats_(population.chats_of(user)) {}

ports::Task<bool> HistoryReading::read(View& view, std::function<bool()> goes_on) {
  for (const auto& chat : chats_) {
    for (;;) {
      auto reading = random_.one_in(2) ? read_backward(view, chat.id) : read_forward(view, chat.id);
      const bool read = co_await std::move(reading);
      if (read) break;
      if (!goes_on()) co_return false;
      co_await world_.clock.sleep_until(world_.clock.now() + random_.between(10ms, 200ms));
    }
  }
  co_return true;
}

// All of it, from its newest message on. False when a page did not come.
ports::Task<bool> HistoryReading::read_backward(View& view, domain::ChatId chat) {
  std::optional<domain::TimeUuid> before, newest;
  for (;;) {
    const chats::PageRequest request{
        .caller = user_, .chat = chat, .count_max = kPageMessages, .before = before, .after = {}};
    const auto page = co_await ask_page(request);
    if (!page || !*page) co_return false;
    if ((*page)->empty()) break;
    if (!newest) newest = (*page)->front().time;
    world_.expect((*page)->size() <= kPageMessages, "a page holds what was asked for at most");
    for (const auto& message : **page) {
      world_.expect(!before || message.time < *before, "pages go strictly back in time");
      before = message.time;
      view.seen.insert(message.key());
    }
  }
  if (newest) view.read_up_to.insert_or_assign(chat, *newest);
  co_return true;
}

// What is newer than what was read before. False when a page did not come.
ports::Task<bool> HistoryReading::read_forward(View& view, domain::ChatId chat) {
  auto after = view.read_up_to.try_emplace(chat, kBeforeAll).first->second;
  for (;;) {
    const chats::PageRequest request{
        .caller = user_, .chat = chat, .count_max = kPageMessages, .before = {}, .after = after};
    const auto page = co_await ask_page(request);
    if (!page || !*page) co_return false;
    if ((*page)->empty()) co_return true;
    world_.expect((*page)->size() <= kPageMessages, "a page holds what was asked for at most");
    for (auto message = (*page)->rbegin(); message != (*page)->rend(); ++message) {
      world_.expect(message->time > after, "pages go strictly forward in time");
      after = message->time;
      view.seen.insert(message->key());
    }
    view.read_up_to.insert_or_assign(chat, after);
  }
}

ports::Task<std::optional<HistoryReading::Page>> HistoryReading::ask_page(chats::PageRequest request) {
  return machine_.ask<Page>([request](Process& process) { return process.read_chats().page(request); });
}

}  // namespace caravan::simulation
