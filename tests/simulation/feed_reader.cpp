#include "feed_reader.hpp"

#include <algorithm>
#include <utility>

namespace caravan::simulation {

using namespace std::chrono_literals;

FeedReader::FeedReader(World& world, Machine& machine, const Population& population, domain::UserId user)
    : world_(world),
      machine_(machine),
      random_(world.random.fork()),
      user_(user),
      listener_{domain::Uuid::v4(random_.next(), random_.next())},
      history_(world, machine, population, user) {}

ports::Task<void> FeedReader::run() {
  const Request<ports::Result<void>> stopped = [this](Process& process) {
    return process.presence().stopped(user_, listener_);
  };
  for (;;) {
    co_await stay_away();
    const bool heard = co_await say_presence();
    if (!heard) continue;
    attach();
    co_await read_histories();
    co_await listen();
    attention_.end(world_.clock.now());
    detach();
    if (random_.one_in(2)) continue;  // without a word
    co_await machine_.ask<ports::Result<void>>(stopped);
  }
}

// Often for longer than it is remembered.
ports::Task<void> FeedReader::stay_away() {
  co_await pause(1ms, world_.settling ? 50ms : 800ms);
  if (!random_.one_in(3)) co_return;
  const auto until = world_.clock.now() + random_.between(1s, 12s);
  while (!world_.settling && world_.clock.now() < until)
    co_await pause(10ms, 500ms);
}

// What is believed until when counts from before it was said.
ports::Task<bool> FeedReader::say_presence() {
  const auto said = world_.clock.now();
  const auto reached = newest_ > 0 ? std::optional<ports::Offset>(newest_) : std::nullopt;
  const Request<ports::Result<void>> listens = [this, reached](Process& process) {
    return process.presence().listens(user_, listener_, reached);
  };
  const auto heard = co_await machine_.ask<ports::Result<void>>(listens);
  const bool well = heard && *heard;
  if (well) heard_until_ = said + bounds_.unseen_after;
  say_again_ = world_.clock.now() + (well ? bounds_.unseen_after / 3 : 100ms);
  co_return well;
}

// Until it goes away.
ports::Task<void> FeedReader::listen() {
  for (;;) {
    attention_.begin(world_.clock.now());
    const auto before = world_.clock.now();
    co_await look();
    if (world_.clock.now() == before) co_await world_.clock.wait(changed_, say_again_);
    if (world_.clock.now() >= say_again_) co_await renew();
    if (random_.one_in(10)) co_await fetch();
    if (!world_.settling && random_.one_in(world_.faults.reader_leaves)) co_return;
  }
}

ports::Task<void> FeedReader::renew() {
  const bool lapsed = world_.clock.now() >= heard_until_;
  const bool heard = co_await say_presence();
  if (world_.clock.now() >= heard_until_) attention_.end(world_.clock.now());
  if (heard && lapsed) co_await read_histories();
}

ports::Task<void> FeedReader::fetch() {
  const auto from = newest_;
  if (from == 0) co_return;
  const Request<ports::Result<ports::InboxPage>> since = [this, from](Process& process) {
    return process.inbox().since(user_, from, Bounds{}.recovery_deliveries_max);
  };
  const auto page = co_await machine_.ask<ports::Result<ports::InboxPage>>(since);
  if (!page || !*page || !(*page)->complete || (*page)->deliveries.empty()) co_return;
  for (const auto& [offset, delivery, _] : (*page)->deliveries) {
    view_.seen.insert(delivery.message->key());
    attention_.shown(delivery.message->key(), world_.clock.now());
    newest_ = offset;
  }
  co_await renew();
}

ports::Task<void> FeedReader::read_histories() {
  attention_.end(world_.clock.now());
  const std::function<bool()> always = [] { return true; };
  co_await history_.read(view_, always);
}

ports::Task<void> FeedReader::look() {
  const auto document = machine_.shown().documents[user_];
  if (document.newest == document_newest_) co_return;
  world_.expect(document.newest > document_newest_, "a reader's document never goes back");
  document_newest_ = document.newest;
  if (document.newest <= newest_) co_return;  // that much was fetched
  const bool gap = document.after > std::exchange(newest_, document.newest);
  for (const auto& [place, message] : document.entries) {
    view_.seen.insert(message);
    attention_.shown(message, world_.clock.now());
  }
  if (gap) co_await read_histories();
}

void FeedReader::attach() {
  attached_ = true;
  machine_.shown().listeners[user_].push_back(&changed_);
}

void FeedReader::detach() {
  if (std::exchange(attached_, false)) std::erase(machine_.shown().listeners[user_], &changed_);
}

ports::Task<void> FeedReader::pause(std::chrono::microseconds least, std::chrono::microseconds most) {
  return world_.clock.sleep_until(world_.clock.now() + random_.between(least, most));
}

}  // namespace caravan::simulation
