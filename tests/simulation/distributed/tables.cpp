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
  const auto taken = co_await around_.network.ask<Tables::Claim>(
      tables_.server,
      [&tables = tables_, key = message.key(), wanted] {
        return tables.claims.try_emplace(key, wanted).first->second;
      },
      deadline());
  if (!taken) co_return uncertain();
  const bool forgets = around_.world.bug == Bug::claim_forgotten;
  if (*taken == wanted || forgets) co_return message;
  if (taken->chat != message.chat || taken->body != message.body)
    co_return ports::Error{ports::Errc::conflict, "simulated: the id belongs to another message"};
  message.time = taken->time;
  const auto is_there = co_await around_.network.ask<bool>(
      tables_.server, [&tables = tables_, message] { return tables.has(message); }, deadline());
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
  const auto written = co_await around_.network.ask<bool>(
      tables_.server,
      [around = around_, &tables = tables_, rows, given_up_at] {
        for (const auto& row : rows)
          if (tables.messages[row.chat].emplace(row.time, row).second)
            around.ledger.became_visible(row, around.world.clock.now() < given_up_at);
        return true;
      },
      given_up_at);
  if (written || !waits) co_return;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!to_be_written[i]) continue;
    around_.ledger.store_unsettled(results[i]->key());
    results[i] = uncertain();
  }
}

ports::Task<ports::Result<void>> SimUnpublished::add(domain::Message message) {
  around_.ledger.note_begins(around_.life, message, partition_of(message.chat));
  const auto added = co_await around_.network.ask<bool>(
      tables_.server,
      [&tables = tables_, message] {
        tables.unpublished.emplace(message.time, message);
        return true;
      },
      deadline());
  if (added) co_return ports::Result<void>();
  around_.ledger.note_failed(message.key());
  co_return uncertain();
}

ports::Task<ports::Result<std::vector<domain::Message>>> SimUnpublished::some(std::size_t count_max) {
  auto found = co_await around_.network.ask<std::vector<domain::Message>>(
      tables_.server,
      [&tables = tables_, count_max] {
        std::vector<domain::Message> oldest;
        for (const auto& [time, message] : tables.unpublished)
          if (oldest.size() < count_max) oldest.push_back(message);
        return oldest;
      },
      deadline());
  if (!found) co_return ports::Error{ports::Errc::unavailable, "simulated: no answer in time"};
  co_return *std::move(found);
}

ports::Task<ports::Result<void>> SimUnpublished::remove(domain::Message message) {
  const auto removed = co_await around_.network.ask<bool>(
      tables_.server,
      [&tables = tables_, &ledger = around_.ledger, message] {
        tables.unpublished.erase(message.time);
        ledger.unnoted(message.key());
        return true;
      },
      deadline());
  if (!removed) co_return uncertain();
  co_return ports::Result<void>();
}

}  // namespace caravan::simulation
