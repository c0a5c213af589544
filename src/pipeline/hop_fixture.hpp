#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "adapters/memory/memory_acceptance.hpp"
#include "adapters/memory/memory_chats.hpp"
#include "adapters/memory/memory_log.hpp"
#include "observe/metrics.hpp"
#include "ports/members.hpp"
#include "runtime/manual_clock.hpp"
#include "runtime/run_to_end.hpp"
#include "runtime/task_group.hpp"

namespace caravan {

// Numbers in a row: enough for identifiers, and the same in every run.
class CountingRandom final : public runtime::Random {
 public:
  std::uint64_t next() override { return ++last_; }

 private:
  std::uint64_t last_ = 0;
};

// Membership straight from a store, without a cache.
class StoredMembers final : public ports::Members {
 public:
  explicit StoredMembers(ports::Chats& chats) : chats_(chats) {}
  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId id) override {
    auto chat = co_await chats_.find(id);
    if (!chat) co_return chat.error();
    co_return std::make_shared<const domain::Chat>(std::move(*chat));
  }

 private:
  ports::Chats& chats_;
};

// A hop on the memory store, with time that moves only when told to.
class HopTest : public testing::Test {
 protected:
  // Not the destructor's work: by then a test's own fixture is gone, and with it what its hops wait for.
  void TearDown() override { stop(); }

  // Lets everything run that can run without time passing.
  void settle() {
    loop_.restart();
    loop_.poll();
  }
  void advance(std::chrono::nanoseconds by) {
    clock_.advance(by);
    settle();
  }
  void start(ports::Task<void> hop) {
    hops_.spawn("hop", std::move(hop));
    settle();
  }
  // As a crash: what the hop holds in memory is gone.
  void stop() { stop(hops_); }
  // A task group is cancelled on its own loop: from elsewhere Asio passes the word on, maybe to a task that
  // has ended by then.
  void stop(runtime::TaskGroup& tasks) {
    boost::asio::post(loop_, [&tasks] { tasks.cancel(); });
    settle();
  }

  template <class T>
  T result_of(ports::Task<T> task) {
    auto result =
        boost::asio::co_spawn(loop_, runtime::as_optional(std::move(task)), boost::asio::use_future);
    settle();
    return std::move(*result.get());
  }

  domain::Chat make_chat(std::vector<std::int64_t> members,
                         domain::ChatKind kind = domain::ChatKind::direct) {
    domain::Chat chat{
        .id = {domain::Uuid::v4(random_.next(), random_.next())}, .kind = kind, .name = {}, .members = {}};
    for (const auto id : members)
      chat.members.push_back({{id}, "user-" + std::to_string(id)});
    return result_of(chats_.create(std::move(chat)))->chat;
  }
  domain::Message accept(const domain::Chat& chat, std::int64_t from, std::string body) {
    domain::Draft draft{
        {domain::Uuid::v4(random_.next(), random_.next())}, chat.id, {from}, {}, std::move(body)};
    return *result_of(acceptance_.accept(std::move(draft), ports::IdOrigin::sender));
  }

  boost::asio::io_context loop_;
  runtime::ManualClock clock_;
  CountingRandom random_;
  observe::Metrics metrics_;
  memory::Store store_{clock_, random_};
  memory::MemoryChats chats_{store_};
  memory::MemoryAcceptance acceptance_{store_};
  StoredMembers members_{chats_};
  runtime::TaskGroup hops_{loop_.get_executor(), [](const std::string&, std::exception_ptr failure) {
                             std::rethrow_exception(failure);
                           }};
};

}  // namespace caravan
