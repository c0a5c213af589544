#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/firestore/batches_feed.hpp"
#include "adapters/firestore/messages_document.hpp"
#include "services/firestore/firestore_fixture.hpp"

namespace caravan::firestore {

// Any chat has these members, unless a test says otherwise.
class AnyChat final : public ports::Members {
 public:
  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId chat) override {
    if (failure) co_return *failure;
    co_return std::make_shared<const domain::Chat>(
        domain::Chat{chat, domain::ChatKind::group, "crew", members});
  }

  std::vector<domain::Account> members{ports::contract::account(kAnn), ports::contract::account(kBen)};
  std::optional<ports::Error> failure;
};

// What a process has of this adapter for the layout `batches`.
struct BatchesNode {
  struct Options {
    Database::Options database;
    BatchesFeed::Options feed;
  };
  explicit BatchesNode(const Options& options)
      : database(options.database, clock, metrics), feed(database, options.feed, members, clock, random) {}

  ports::FeedAnswer show(domain::Batch batch) { return runtime::run_to_end(feed.show(std::move(batch))); }
  // Does not wait.
  std::future<ports::FeedAnswer> begin_to_show(domain::Batch batch) {
    return boost::asio::co_spawn(loops.at(0), feed.show(std::move(batch)), boost::asio::use_future);
  }

  runtime::EventLoops loops{1, "caller"};
  runtime::SystemClock clock;
  runtime::SystemRandom random;
  observe::Metrics metrics;
  AnyChat members;
  Database database;
  BatchesFeed feed;
};

class BatchesTest : public FirestoreTest {
 protected:
  struct Found {
    domain::TimeUuid time;
    domain::MessageKey key;
    std::string body;
  };

  BatchesNode::Options options() const {
    return {.database = FirestoreTest::options().database,
            .feed = {.calls = {.retry_pause = std::chrono::milliseconds(10)}}};
  }
  // Past the proxy.
  BatchesNode::Options direct() const {
    auto direct = options();
    direct.database = FirestoreTest::direct().database;
    return direct;
  }

  // Nothing when there is no such document.
  std::vector<Found> messages_in(const std::string& path) {
    std::vector<Found> found;
    const auto there = document(path);
    if (!there) return found;
    for (const auto& text : std::get<std::vector<TextMap>>(there->fields.at("list_of_messages")))
      found.push_back({domain::TimeUuid::parse(*text.at("time")).value(),
                       {domain::UserId::parse(*text.at("from_user")).value(),
                        domain::MessageId::parse(*text.at("message_id")).value()},
                       *text.at("body")});
    return found;
  }
};

}  // namespace caravan::firestore
