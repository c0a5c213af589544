#include "adapters/sqlite/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <gmock/gmock.h>

#include "adapters/sqlite/store_fixture.hpp"

namespace caravan::sqlite {
namespace {

namespace asio = boost::asio;
using ports::Errc;
using ports::contract::get;
using Written = ports::Result<std::int64_t>;

struct InsertUser {
  std::string name;

  Written operator()(WriteTransaction& transaction) {
    return transaction.connection().run("INSERT INTO users(username, password_hash) VALUES (?1, '')", name);
  }
};

struct Pragma {
  std::string sql;

  Written operator()(WriteTransaction& transaction) {
    transaction.connection().execute("PRAGMA " + sql);
    return 0;
  }
};

// Holds the writer's thread until it is opened, so that a test decides what a group contains.
struct Gate {
  std::promise<void>& entered;
  std::shared_future<void> opened;

  Written operator()(WriteTransaction&) {
    entered.set_value();
    opened.wait();
    return 0;
  }
};

class WriterTest : public StoreFixture {
 protected:
  std::future<Written> start(ports::Task<Written> write) {
    auto result = asio::co_spawn(loop_, std::move(write), asio::use_future);
    loop_.poll();
    return result;
  }
  void close_gate() {
    gate_ = start(database->writer().run(Gate{entered_, open_.get_future().share()}));
    entered_.get_future().wait();
  }
  void open_gate_and_finish() {
    open_.set_value();
    loop_.restart();
    loop_.run();
    gate_.get().value();
  }

 private:
  asio::io_context loop_;
  std::promise<void> entered_, open_;
  std::future<Written> gate_;
};

TEST_F(WriterTest, WhatWaitsGoesIntoOneTransaction) {
  open();
  close_gate();
  std::vector<std::future<Written>> writes;
  for (int i = 0; i < 50; ++i)
    writes.push_back(start(database->writer().run(InsertUser{"user " + std::to_string(i)})));
  open_gate_and_finish();
  for (auto& write : writes)
    EXPECT_EQ(write.get().value(), 1);
  // The gate's group and theirs.
  EXPECT_THAT(metrics.expose(), testing::HasSubstr("caravan_sqlite_group_writes_count 2"));
  EXPECT_THAT(metrics.expose(), testing::HasSubstr("caravan_sqlite_group_writes_sum 51"));
}

TEST_F(WriterTest, AWriteThatCannotBeDoneDoesNotTakeTheOthersWithIt) {
  open();
  close_gate();
  auto first = start(database->writer().run(InsertUser{"first"}));
  auto poison = start(database->writer().run(InsertUser{"first"}));
  auto last = start(database->writer().run(InsertUser{"last"}));
  open_gate_and_finish();
  EXPECT_TRUE(first.get());
  EXPECT_EQ(poison.get().error().code, Errc::invalid);
  EXPECT_TRUE(last.get());
  EXPECT_EQ(count("SELECT count(*) FROM users"), 2);
}

TEST_F(WriterTest, RefusesWhenItsQueueIsFull) {
  open({.directory = {}, .writer = {.queue_max = 1}});
  close_gate();
  auto waits = start(database->writer().run(InsertUser{"waits"}));
  auto refused = start(database->writer().run(InsertUser{"refused"}));
  open_gate_and_finish();
  EXPECT_TRUE(waits.get());
  EXPECT_EQ(refused.get().error().code, Errc::overloaded);
  EXPECT_EQ(count("SELECT count(*) FROM users"), 1);
}

TEST_F(WriterTest, AFullDiskRefusesTheWholeGroupAndIsOverWhenThereIsRoom) {
  open();
  const auto chat = new_chat();
  const auto kept = send(chat, "kept");
  get(database->writer().run(Pragma{"max_page_count = 1"}));  // raised by SQLite to what is in use

  close_gate();
  const auto big = std::string(60'000, 'x');
  auto small = start(database->writer().run(InsertUser{"small"}));
  auto too_big = start(database->writer().run(InsertUser{big}));
  open_gate_and_finish();
  EXPECT_EQ(too_big.get().error().code, Errc::unavailable);
  EXPECT_EQ(small.get().error().code, Errc::unavailable);
  EXPECT_EQ(count("SELECT count(*) FROM users"), 0);
  EXPECT_EQ(try_send(chat, big).error().code, Errc::unavailable);
  EXPECT_THAT(history(chat), testing::ElementsAre(kept));

  get(database->writer().run(Pragma{"max_page_count = 1000000"}));
  const auto again = send(chat, big);
  EXPECT_THAT(history(chat), testing::ElementsAre(again, kept));
}

TEST_F(WriterTest, FinishesWhatWasQueuedBeforeItGoes) {
  open();
  close_gate();
  auto write = start(database->writer().run(InsertUser{"late"}));
  auto closing = std::async(std::launch::async, [this] { close(); });
  open_gate_and_finish();
  closing.get();
  EXPECT_TRUE(write.get());
  open();
  EXPECT_EQ(count("SELECT count(*) FROM users"), 1);
}

}  // namespace
}  // namespace caravan::sqlite
