#include "adapters/cassandra/cassandra_message_store.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "adapters/cassandra/message_row.hpp"

namespace caravan::cassandra {

using domain::Message;
using ports::Errc;
using ports::Error;
using ports::Result;

namespace {

// What a row takes beside its body: ids, times and Cassandra's own bookkeeping, as `nodetool tablestats`
// shows them.
constexpr std::size_t kRowBytes = 100;

}  // namespace

struct CassandraMessageStore::Write {
  Message message;
  ports::IdOrigin origin;
  Bucket bucket = {};
  std::int64_t claimed_digest = 0;        // of the body that the id was claimed for
  std::optional<Result<Message>> result;  // once it is settled

  void settle(Result<Message> outcome) { result = std::move(outcome); }
  Claims::Wanted wanted() const {
    return {message.key(), {message.chat, bucket, message.time, digest_of(message.body)}};
  }
  Call row() const {
    return call(Statement::insert_message, message.chat, bucket.key(), message.time, message.id, message.from,
                stored_receiver(message.to), std::string_view(message.body));
  }
};

CassandraMessageStore::CassandraMessageStore(Cluster& cluster, Options options, observe::Metrics& metrics)
    : cluster_(cluster),
      options_(options),
      claims_(cluster, options.claims),
      group_size_(
          metrics.size("caravan_cassandra_messages_per_write", "Messages of one chat written together")),
      buckets_(options.chats_max) {}

ports::Task<std::vector<Result<Message>>> CassandraMessageStore::store(
    std::vector<ports::NewMessage> messages) {
  group_size_.Observe(static_cast<double>(messages.size()));
  std::vector<Write> writes;
  writes.reserve(messages.size());
  Writes group;
  for (auto& [message, origin] : messages)
    group.push_back(&writes.emplace_back(std::move(message), origin));
  co_await write_group(std::move(group));
  std::vector<Result<Message>> results;
  results.reserve(writes.size());
  for (auto& write : writes)
    results.push_back(*std::move(write.result));
  co_return results;
}

ports::Task<void> CassandraMessageStore::write_group(Writes group) {
  place_in_buckets(group);
  Writes writable, unclaimed;
  for (auto* const write : group)
    (write->origin == ports::IdOrigin::server ? writable : unclaimed).push_back(write);
  if (!unclaimed.empty()) {
    auto claimed = co_await claim(std::move(unclaimed));
    std::ranges::move(claimed, std::back_inserter(writable));
  }
  co_await write_rows(std::move(writable));
}

// Settles those that need no row any more, and answers the others.
ports::Task<CassandraMessageStore::Writes> CassandraMessageStore::claim(Writes unclaimed) {
  std::vector<Claims::Wanted> wanted;
  wanted.reserve(unclaimed.size());
  for (const auto* const write : unclaimed)
    wanted.push_back(write->wanted());
  const auto taken = co_await claims_.take(std::move(wanted));

  Writes claimed, repeated;
  for (std::size_t i = 0; i < unclaimed.size(); ++i) {
    auto& write = *unclaimed[i];
    if (!taken[i]) {
      write.settle(taken[i].error());
    } else if (const auto& claim = taken[i]->claim; claim.chat != write.message.chat) {
      write.settle(Error{Errc::conflict, "the sender used the message id in another chat"});
    } else {
      write.bucket = claim.bucket;
      write.message.time = claim.time;
      write.claimed_digest = claim.body_digest;
      (taken[i]->earlier ? repeated : claimed).push_back(unclaimed[i]);
    }
  }
  if (!repeated.empty()) {
    auto unwritten = co_await settle_written(std::move(repeated));
    std::ranges::move(unwritten, std::back_inserter(claimed));
  }
  co_return std::move(claimed);
}

void CassandraMessageStore::place_in_buckets(const Writes& group) {
  const std::lock_guard lock(mutex_);
  auto& filling = buckets_.of(group.front()->message.chat);
  for (auto* const write : group)
    write->bucket = filling.place(write->message.time.instant(), write->message.body.size() + kRowBytes,
                                  options_.bucket_bytes_max);
}

// Settles those whose message an earlier attempt has written, and answers those that say the same: their
// first attempt has died, or is about to write the same row. What says something else must not get between
// that attempt and its row.
ports::Task<CassandraMessageStore::Writes> CassandraMessageStore::settle_written(Writes repeated) {
  std::vector<Call> looks;
  for (const auto* const write : repeated)
    looks.push_back(
        call(Statement::message_at, write->message.chat, write->bucket.key(), write->message.time));
  const auto found = co_await cluster_.run_each(std::move(looks));
  Writes unwritten;
  for (std::size_t i = 0; i < repeated.size(); ++i) {
    if (!found[i])
      repeated[i]->settle(Error{Errc::uncertain, found[i].error().detail});
    else if (found[i]->rows() > 0)
      repeated[i]->settle(message_row(*found[i], 0, repeated[i]->message.chat));
    else if (repeated[i]->claimed_digest != digest_of(repeated[i]->message.body))
      repeated[i]->settle(Error{Errc::conflict, "the sender used the message id for another body"});
    else
      unwritten.push_back(repeated[i]);
  }
  co_return std::move(unwritten);
}

ports::Task<void> CassandraMessageStore::write_rows(Writes writes) {
  std::map<std::int64_t, Writes> by_bucket;
  for (auto* const write : writes)
    by_bucket[write->bucket.key()].push_back(write);
  for (auto& [key, together] : by_bucket)
    co_await write_bucket(std::move(together));
}

ports::Task<void> CassandraMessageStore::write_bucket(Writes writes) {
  const auto chat = writes.front()->message.chat;
  const auto bucket = writes.front()->bucket;
  Result<void> written;
  if (!is_registered(chat, bucket)) written = co_await register_bucket(chat, bucket);
  if (written) {
    std::vector<Call> rows;
    for (const auto* const write : writes)
      rows.push_back(write->row());
    written = co_await cluster_.write_together(std::move(rows));
  }
  for (auto* const write : writes) {
    if (written)
      write->settle(std::move(write->message));
    else
      write->settle(written.error());
  }
}

ports::Task<Result<void>> CassandraMessageStore::register_bucket(domain::ChatId chat, Bucket bucket) {
  auto registration = call(Statement::register_bucket, chat, bucket.key());
  const auto registered = co_await cluster_.run(std::move(registration));
  if (!registered) co_return registered.error();
  const std::lock_guard lock(mutex_);
  buckets_.of(chat).set_registered(bucket);
  co_return Result<void>();
}

bool CassandraMessageStore::is_registered(domain::ChatId chat, Bucket bucket) {
  const std::lock_guard lock(mutex_);
  return buckets_.of(chat).is_registered(bucket);
}

}  // namespace caravan::cassandra
