#include "ports/contract_tests/feed_contract.hpp"
#include "services/firestore/firestore_fixture.hpp"

namespace caravan::ports::contract {
namespace {

// A node with a project of its own, which the fixture lends, and no test.
class FirestoreFeedSubject final : public FeedSubject, private firestore::FirestoreTest {
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
  Offset whole_from(domain::UserId reader) override { return FirestoreTest::shown(reader).oldest; }

 private:
  void TestBody() override {}

  firestore::Node node_{options()};
};

INSTANTIATE_TEST_SUITE_P(Firestore, FeedContract,
                         testing::Values(Factory<FeedSubject>{
                             "firestore", []() -> std::unique_ptr<FeedSubject> {
                               return std::make_unique<FirestoreFeedSubject>();
                             }}));

}  // namespace
}  // namespace caravan::ports::contract
