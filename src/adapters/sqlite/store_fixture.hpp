#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sqlite/retention.hpp"
#include "adapters/sqlite/sqlite_acceptance.hpp"
#include "adapters/sqlite/sqlite_accounts.hpp"
#include "adapters/sqlite/sqlite_chats.hpp"
#include "adapters/sqlite/sqlite_delivery_tail.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_inbox.hpp"
#include "adapters/sqlite/sqlite_log.hpp"
#include "adapters/sqlite/test_directory.hpp"
#include "ports/contract_tests/samples.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::sqlite {

// A store that a test can close and open again.
class StoreFixture : public testing::Test {
 protected:
  void open(Database::Options options = {}) {
    options.directory = directory.path();
    options.readers.threads = 1;
    options.writer.wal_bytes = 0;  // hundreds of tests would write it
    database.emplace(options, clock, random, metrics);
  }
  void close() { database.reset(); }

  domain::Chat new_chat() {
    SqliteChats chats(*database);
    return ports::contract::existing(
        chats, ports::contract::direct_chat(ports::contract::kAnn, ports::contract::kBen));
  }
  // Left to the hop to fan out.
  ports::Result<domain::Message> try_send(const domain::Chat& chat, std::string body) {
    SqliteAcceptance acceptance(*database, {.fan_out_members_max = 0});
    return runtime::run_to_end(acceptance.accept(
        ports::contract::draft(chat, ports::contract::kAnn, std::move(body)), ports::IdOrigin::sender));
  }
  domain::Message send(const domain::Chat& chat, std::string body) {
    return try_send(chat, std::move(body)).value();
  }
  // Sends through the fan-out, to Ben alone.
  void deliver(const domain::Chat& chat, std::string body) {
    const auto message = std::make_shared<const domain::Message>(send(chat, std::move(body)));
    SqliteFanOutStage stage(*database, clock, "fan_out");
    const auto read = ports::contract::get(stage.next(100, clock.now()));
    ports::contract::get(stage.append_and_commit({{ports::contract::kBen, message}}, read.back().offset));
  }
  std::vector<domain::Message> history(const domain::Chat& chat) {
    SqliteHistory history(*database);
    return ports::contract::get(history.before(chat.id, std::nullopt, 1000));
  }
  std::int64_t count(const char* sql) {
    return ports::contract::get(database->reads().run(
        [sql](Connection& connection) -> ports::Result<std::int64_t> { return connection.integer(sql); }));
  }

  TestDirectory directory;
  runtime::ManualClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  std::optional<Database> database;
};

}  // namespace caravan::sqlite
