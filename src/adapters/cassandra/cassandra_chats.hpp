#pragma once

#include <mutex>

#include "adapters/cassandra/cluster.hpp"
#include "adapters/cassandra/newest_messages.hpp"
#include "domain/time_uuid.hpp"
#include "ports/chats.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace caravan::cassandra {

// Chats and memberships.
//
// A direct chat is decided by the row of its pair in `direct_chats`, written once by a conditional write.
// That row holds all that the chat's other rows are made from, so whoever meets a pair whose creator stopped
// halfway writes the rest.
class CassandraChats final : public ports::Chats {
 public:
  struct Options {
    std::size_t chats_per_user_max = 10'000;  // in a list; of more, those made last
    std::size_t reads_at_once = 64;           // of one list
  };

  // All references must outlive this object.
  CassandraChats(Cluster& cluster, Options options, const runtime::Clock& clock, runtime::Random& random)
      : cluster_(cluster),
        options_(options),
        clock_(clock),
        newest_(cluster, options.reads_at_once),
        times_(random.next()) {}

  ports::Task<ports::Result<ports::ChatCreation>> create(domain::Chat chat) override;
  ports::Task<ports::Result<domain::Chat>> find(domain::ChatId id) override;
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> list(domain::UserId user,
                                                                    ports::ChatListQuery query) override;

 private:
  struct Dated {
    domain::Chat chat;
    domain::TimeUuid created;
  };
  struct Entry;  // a chat in somebody's list

  static domain::Chat chat_row(const Answer& answer, domain::ChatId id);
  domain::TimeUuid next_time();
  ports::Task<ports::Result<void>> write(Dated dated);
  ports::Task<ports::Result<ports::ChatCreation>> create_direct(Dated dated);
  ports::Task<ports::Result<Dated>> of_pair(domain::UserId low, domain::UserId high);
  ports::Task<ports::Result<std::vector<Entry>>> latest_first(domain::UserId user);
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> summaries(std::vector<Entry> entries);

  Cluster& cluster_;
  const Options options_;
  const runtime::Clock& clock_;
  NewestMessages newest_;
  std::mutex mutex_;
  domain::TimeUuidSequence times_;
};

}  // namespace caravan::cassandra
