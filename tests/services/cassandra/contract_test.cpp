#include <gtest/gtest.h>

#include "adapters/cassandra/cassandra_chats.hpp"
#include "adapters/cassandra/cassandra_history.hpp"
#include "adapters/cassandra/cassandra_unpublished.hpp"
#include "ports/contract_tests/acceptance_contract.hpp"
#include "ports/contract_tests/chats_contract.hpp"
#include "ports/contract_tests/history_contract.hpp"
#include "ports/contract_tests/unpublished_contract.hpp"
#include "services/cassandra/keyspace.hpp"
#include "services/cassandra/store_then_memory_log.hpp"
#include "services/ticking_clock.hpp"

namespace caravan::ports::contract {
namespace {

class CassandraSubject : public StoreSubject {
 public:
  runtime::ManualClock& clock() override { return clock_; }
  Chats& chats() override { return chats_; }
  Acceptance& acceptance() override { return acceptance_; }
  History& history() override { return history_; }

 protected:
  explicit CassandraSubject(cassandra::CassandraMessageStore::Options options)
      : store_(ready_.cluster, options, ready_.around.metrics) {}

 private:
  cassandra::ReadyCluster ready_;
  runtime::ManualClock clock_;
  services::TickingClock ticking_{clock_};
  cassandra::CassandraChats chats_{ready_.cluster, {}, ticking_, ready_.around.random};
  cassandra::CassandraHistory history_{ready_.cluster};
  cassandra::CassandraMessageStore store_;
  services::StoreThenMemoryLog acceptance_{store_, ticking_, ready_.around.random, ready_.around.metrics};
};

struct Ordinary final : CassandraSubject {
  Ordinary() : CassandraSubject({}) {}
};

// Every bucket is full after a message or two: pages cross borders and levels all the time.
struct TinyBuckets final : CassandraSubject {
  TinyBuckets() : CassandraSubject({.bucket_bytes_max = 150}) {}
};

// Nothing is remembered from one chat to the next.
struct ForgetfulWriter final : CassandraSubject {
  ForgetfulWriter() : CassandraSubject({.bucket_bytes_max = 150, .chats_max = 1}) {}
};

template <class Subject>
Factory<StoreSubject> cassandra(const char* name) {
  return {name, []() -> std::unique_ptr<StoreSubject> { return std::make_unique<Subject>(); }};
}
const auto kOrdinary = cassandra<Ordinary>("cassandra");
const auto kTinyBuckets = cassandra<TinyBuckets>("cassandra with tiny buckets");
const auto kForgetful = cassandra<ForgetfulWriter>("cassandra with a forgetful writer");

struct CassandraUnpublishedSubject final : UnpublishedSubject {
  Unpublished& one() override { return one_; }
  Unpublished& other() override { return other_; }

 private:
  cassandra::ReadyCluster ready_{cassandra::options_for(cassandra::fresh_keyspace())};
  cassandra::CassandraUnpublished one_{ready_.cluster, ready_.around.clock, ready_.around.random};
  cassandra::CassandraUnpublished other_{ready_.cluster, ready_.around.clock, ready_.around.random};
};
const Factory<UnpublishedSubject> kUnpublished = {"cassandra", []() -> std::unique_ptr<UnpublishedSubject> {
                                                    return std::make_unique<CassandraUnpublishedSubject>();
                                                  }};

INSTANTIATE_TEST_SUITE_P(Cassandra, UnpublishedContract, testing::Values(kUnpublished));
INSTANTIATE_TEST_SUITE_P(Cassandra, ChatsContract, testing::Values(kOrdinary));
INSTANTIATE_TEST_SUITE_P(Cassandra, AcceptanceContract, testing::Values(kOrdinary));
INSTANTIATE_TEST_SUITE_P(Cassandra, HistoryContract, testing::Values(kOrdinary, kTinyBuckets, kForgetful));

}  // namespace
}  // namespace caravan::ports::contract
