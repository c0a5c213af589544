#include "distributed/tables.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "distributed/broker.hpp"

namespace caravan::simulation {

namespace {

ports::Error uncertain() {
  return {ports::Errc::uncertain, "simulated: no answer in time"};
}

}  // namespace

// What is asked has a name in each of these: GCC 12 destroys twice what a lambda inside of a `co_await` has
// copied.

runtime::SteadyTime SimMessageStore::deadline() const {
  return around_.world.clock.now() + promises_.request_timeout;
}

ports::Task<std::vector<ports::Result<domain::Message>>> SimMessageStore::store(
    std::vector<ports::NewMessage> messages) {
  Results results;
  std::vector<bool> to_be_written;
  for (auto& each : messages) {
    bool writes = true;
    const auto key = each.message.key();
    results.push_back(co_await claim(std::move(each.message), writes));
    to_be_written.push_back(writes && results.back().has_value());
    if (!results.back()) around_.ledger.store_unsettled(key);
  }
  co_await write(results, to_be_written);
  co_return results;
}

ports::Task<ports::Result<domain::Message>> SimMessageStore::claim(domain::Message message,
                                                                   bool& to_be_written) {
  const Tables::Claim wanted{message.chat, message.time, message.body};
  auto take = [&tables = tables_, key = message.key(), wanted] {
    return tables.claims.try_emplace(key, wanted).first->second;
  };
  const auto taken = co_await around_.network.ask<Tables::Claim>(tables_.server, std::move(take), deadline());
  if (!taken) co_return uncertain();
  const bool forgets = around_.world.bug == Bug::claim_forgotten;
  if (*taken == wanted || forgets) co_return message;
  if (taken->chat != message.chat || taken->body != message.body)
    co_return ports::Error{ports::Errc::conflict, "simulated: the id belongs to another message"};
  message.time = taken->time;
  auto look = [&tables = tables_, message] { return tables.has(message); };
  const auto is_there = co_await around_.network.ask<bool>(tables_.server, std::move(look), deadline());
  if (!is_there) co_return uncertain();
  to_be_written = !*is_there;
  // Below what was given times since, and its sender was told so.
  if (to_be_written) around_.ledger.store_unsettled(message.key());
  co_return message;
}

ports::Task<void> SimMessageStore::write(Results& results, const std::vector<bool>& to_be_written) {
  std::vector<domain::Message> rows;
  for (std::size_t i = 0; i < results.size(); ++i)
    if (to_be_written[i]) rows.push_back(*results[i]);
  if (rows.empty()) co_return;
  const bool waits = around_.world.bug != Bug::answered_before_stored;
  const auto given_up_at = waits ? deadline() : around_.world.clock.now();
  auto put = [around = around_, &tables = tables_, rows, given_up_at] {
    for (const auto& row : rows)
      if (tables.messages[row.chat].emplace(row.time, row).second)
        around.ledger.became_visible(row, around.world.clock.now() < given_up_at);
    return true;
  };
  const auto written = co_await around_.network.ask<bool>(tables_.server, std::move(put), given_up_at);
  if (written || !waits) co_return;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!to_be_written[i]) continue;
    around_.ledger.store_unsettled(results[i]->key());
    results[i] = uncertain();
  }
}

ports::Task<ports::Result<void>> SimUnpublished::add(domain::Message message) {
  around_.ledger.note_begins(around_.life, message, partition_of(message.chat));
  auto put = [&tables = tables_, message] {
    tables.unpublished.emplace(message.time, message);
    return true;
  };
  const auto added = co_await around_.network.ask<bool>(tables_.server, std::move(put), deadline());
  if (added) co_return ports::Result<void>();
  around_.ledger.note_failed(message.key());
  co_return uncertain();
}

ports::Task<ports::Result<ports::Unpublished::Found>> SimUnpublished::some(std::size_t count_max) {
  auto look = [&waiting = tables_.unpublished, from = returned_, count_max] {
    auto next = from ? waiting.upper_bound(*from) : waiting.begin();
    if (next == waiting.end()) next = waiting.begin();
    Found found{.messages = {}, .from_the_beginning = next == waiting.begin()};
    for (; next != waiting.end() && found.messages.size() < count_max; ++next)
      found.messages.push_back(next->second);
    return found;
  };
  auto found = co_await around_.network.ask<Found>(tables_.server, std::move(look), deadline());
  if (!found) co_return ports::Error{ports::Errc::unavailable, "simulated: no answer in time"};
  returned_.reset();
  if (!found->messages.empty()) returned_ = found->messages.back().time;
  co_return *std::move(found);
}

ports::Task<ports::Result<void>> SimUnpublished::remove(domain::Message message) {
  auto erase = [&tables = tables_, &ledger = around_.ledger, message] {
    tables.unpublished.erase(message.time);
    ledger.unnoted(message.key());
    return true;
  };
  const auto removed = co_await around_.network.ask<bool>(tables_.server, std::move(erase), deadline());
  if (!removed) co_return uncertain();
  co_return ports::Result<void>();
}

}  // namespace caravan::simulation
