#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <gtest/gtest.h>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "adapters/firestore/firestore_sessions.hpp"
#include "adapters/firestore/inbox_feed.hpp"
#include "ports/contract_tests/samples.hpp"
#include "runtime/event_loops.hpp"
#include "runtime/run_to_end.hpp"
#include "services/firestore/proxy_control.hpp"
#include "wire/inbox_document.hpp"

namespace caravan::firestore {

using ports::contract::kAnn;
using ports::contract::kBen;
using ports::contract::kCid;

// What a process has of this adapter.
struct Node {
  struct Options {
    Database::Options database;
    InboxFeed::Options feed;
    std::function<ports::Result<std::string>()> log = [] { return std::string("log-1"); };
  };
  explicit Node(const Options& options)
      : database(options.database, clock, metrics),
        feed(
            database, options.feed, [log = options.log] { return answered(log()); }, clock, random, metrics) {
  }

  static ports::Task<ports::Result<std::string>> answered(ports::Result<std::string> log) { co_return log; }

  ports::FeedAnswer show(domain::Batch batch) { return runtime::run_to_end(feed.show(std::move(batch))); }
  // Does not wait.
  std::future<ports::FeedAnswer> begin_to_show(domain::Batch batch) {
    return boost::asio::co_spawn(loops.at(0), feed.show(std::move(batch)), boost::asio::use_future);
  }

  runtime::EventLoops loops{1, "caller"};
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  Database database;
  InboxFeed feed;
  FirestoreSessions sessions{database, {}};
};

// A reader's document as it is, without its entries' text.
struct Shown {
  std::int64_t n = -1;  // none
  std::int64_t oldest = -1;
  std::vector<std::int64_t> offsets = {};

  friend bool operator==(const Shown&, const Shown&) = default;
};
inline std::ostream& operator<<(std::ostream& out, const Shown& shown) {
  return out << "n " << shown.n << " oldest " << shown.oldest << " entries "
             << testing::PrintToString(shown.offsets);
}

// A project of its own on the emulator of this run, and a proxy without faults.
class FirestoreTest : public testing::Test {
 protected:
  FirestoreTest() { services::proxy("reset"); }
  ~FirestoreTest() override { services::proxy("reset"); }

  // Through the proxy, and quick to try again.
  Node::Options options() const {
    Node::Options options;
    options.database.client = client(services::environment("CARAVAN_TEST_FIRESTORE_PROXY"));
    options.database.pauses = {std::chrono::milliseconds(100), std::chrono::milliseconds(1'000)};
    options.feed.calls.retry_pause = std::chrono::milliseconds(10);
    return options;
  }
  // Past the proxy.
  Node::Options direct() const {
    auto direct = options();
    direct.database.client = client(services::environment("CARAVAN_TEST_FIRESTORE"));
    return direct;
  }

  std::optional<Document> document(domain::UserId reader) {
    return document("inboxes/" + reader.to_string());
  }
  std::optional<Document> document(const std::string& path) {
    auto found = runtime::run_to_end(observer_.read({{path}}));
    EXPECT_TRUE(found.front().status.ok()) << to_text(found.front().status);
    return found.front().document;
  }
  void write(Write write) {
    const auto written = runtime::run_to_end(observer_.write({std::move(write)}));
    EXPECT_TRUE(written.front().status.ok()) << to_text(written.front().status);
  }
  Shown shown(domain::UserId reader) {
    const auto found = document(reader);
    if (!found || !found->fields.contains("n")) return {};
    Shown shown{std::get<std::int64_t>(found->fields.at("n")),
                std::get<std::int64_t>(found->fields.at("oldest"))};
    for (const auto& text : std::get<std::vector<std::string>>(found->fields.at("entries")))
      shown.offsets.push_back(std::get<wire::InboxEntry>(wire::decode_inbox_entry(text)).offset);
    return shown;
  }
  std::string name_of(domain::UserId reader) const {
    return "projects/" + project_ + "/databases/(default)/documents/inboxes/" + reader.to_string();
  }

  static domain::Batch batch(domain::UserId reader, std::int64_t after,
                             std::initializer_list<std::int64_t> offsets, std::string body = "hello") {
    domain::Batch batch{reader, {}, offsets, after};
    const domain::WallTime time{std::chrono::hours(24 * 365 * 56)};
    for (const auto offset : offsets)
      batch.messages.push_back(std::make_shared<const domain::Message>(domain::Message{
          domain::MessageId{ports::contract::new_uuid()}, domain::ChatId{ports::contract::new_uuid()}, kCid,
          reader, body, domain::TimeUuid::at(time + domain::TimeUuidTicks(offset), 1)}));
    return batch;
  }

  const std::string& project() const { return project_; }

 private:
  Client::Options client(std::string emulator) const {
    return {.project = project_, .emulator = std::move(emulator)};
  }

  std::string project_ = "demo-" + ports::contract::new_uuid().to_string();
  Client observer_{client(services::environment("CARAVAN_TEST_FIRESTORE"))};
};

}  // namespace caravan::firestore
