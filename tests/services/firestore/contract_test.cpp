#include <map>
#include <set>

#include "ports/contract_tests/feed_contract.hpp"
#include "services/firestore/batches_fixture.hpp"
#include "services/firestore/firestore_fixture.hpp"

namespace caravan::ports::contract {
namespace {

// A node with a project of its own, which the fixture lends, and no test.
class InboxFeedSubject final : public FeedSubject, private firestore::FirestoreTest {
 public:
  Feed& feed() override { return node_.feed; }

  std::vector<domain::MessageKey> shown(domain::UserId reader) override {
    std::vector<domain::MessageKey> keys;
    const auto found = document(reader);
    if (!found) return keys;
    for (const auto& text : std::get<std::vector<std::string>>(found->fields.at("entries")))
      keys.push_back(std::get<wire::InboxEntry>(wire::decode_inbox_entry(text)).message.value().key());
    return keys;
  }
  std::optional<Offset> whole_from(domain::UserId reader) override {
    return FirestoreTest::shown(reader).oldest;
  }

 private:
  void TestBody() override {}

  firestore::Node node_{options()};
};

// As a reader who follows the contract: he queries the documents of his chat and drops repetitions.
class BatchesFeedSubject final : public FeedSubject, private firestore::BatchesTest {
 public:
  Feed& feed() override { return noting_; }
  domain::BatchKey key(domain::UserId reader, domain::UserId sender) override {
    return domain::Stream{chat_of(reader), sender};
  }
  std::vector<domain::MessageKey> shown(domain::UserId reader) override {
    std::map<domain::TimeUuid, domain::MessageKey> found;
    for (const auto& path : noting_.paths[chat_of(reader)])
      for (const auto& message : messages_in(path))
        found.emplace(message.time, message.key);
    std::vector<domain::MessageKey> keys;
    for (const auto& [time, key] : found)
      keys.push_back(key);
    return keys;
  }
  std::optional<Offset> whole_from(domain::UserId) override { return std::nullopt; }

 private:
  // Where the documents are, which only a query would find.
  struct NotingFeed final : Feed {
    explicit NotingFeed(Feed& noted) : feed(noted) {}
    Task<FeedAnswer> show(domain::Batch batch) override {
      paths[batch.stream()->chat].insert(firestore::messages_path(*batch.messages.front()));
      return feed.show(std::move(batch));
    }
    Feed& feed;
    std::map<domain::ChatId, std::set<std::string>> paths;
  };

  void TestBody() override {}

  firestore::BatchesNode node_{options()};
  NotingFeed noting_{node_.feed};
};

template <class Subject>
Factory<FeedSubject> firestore_layout(const char* name) {
  return {name, []() -> std::unique_ptr<FeedSubject> { return std::make_unique<Subject>(); }};
}
INSTANTIATE_TEST_SUITE_P(Firestore, FeedContract,
                         testing::Values(firestore_layout<InboxFeedSubject>("inbox"),
                                         firestore_layout<BatchesFeedSubject>("batches")));

}  // namespace
}  // namespace caravan::ports::contract
