#include "adapters/cassandra/cassandra_history.hpp"

#include <algorithm>
#include <limits>

#include "adapters/cassandra/message_row.hpp"

namespace caravan::cassandra {

using Messages = std::vector<domain::Message>;
using ports::Result;

namespace {

// Buckets asked for at once. More than there are levels, so that an answer that is cut off still holds a
// whole start.
constexpr std::int32_t kBucketsAtOnce = 8;
static_assert(kBucketsAtOnce > static_cast<std::int32_t>(kBucketLevels));

std::int32_t limit_of(std::size_t count) {
  return static_cast<std::int32_t>(std::min<std::size_t>(count, std::numeric_limits<std::int32_t>::max()));
}

std::vector<std::int64_t> keys_in(const Answer& answer) {
  std::vector<std::int64_t> keys;
  for (std::size_t row = 0; row < answer.rows(); ++row)
    keys.push_back(answer.int64(row, 0));
  return keys;
}

}  // namespace

// The messages between `low` and `high`. Backward `low` is included and `high` is not; forward neither is.
struct CassandraHistory::Stretch {
  domain::ChatId chat;
  Segment segment;
  domain::TimeUuid low, high;
};

ports::Task<Result<std::vector<std::int64_t>>> CassandraHistory::bucket_keys(Call call) {
  const auto answer = co_await cluster_.run(std::move(call));
  if (!answer) co_return answer.error();
  co_return keys_in(*answer);
}

ports::Task<Result<Messages>> CassandraHistory::read(Stretch stretch, Direction direction,
                                                     std::size_t count_max) {
  const bool backward = direction == Direction::backward;
  const auto limit = limit_of(count_max);
  std::vector<Call> calls;
  for (const auto& source : stretch.segment.sources())
    calls.push_back(
        backward
            ? call(Statement::messages_before, stretch.chat, source.key(), stretch.high, stretch.low, limit)
            : call(Statement::messages_after, stretch.chat, source.key(), stretch.low, stretch.high, limit));
  const auto answers = co_await cluster_.run(std::move(calls));
  if (!answers) co_return answers.error();
  Messages messages;
  for (const auto& answer : *answers)
    for (std::size_t row = 0; row < answer.rows(); ++row)
      messages.push_back(message_row(answer, row, stretch.chat));
  if (answers->size() > 1)
    std::ranges::sort(messages, [backward](const auto& a, const auto& b) {
      return backward ? b.time < a.time : a.time < b.time;
    });
  if (messages.size() > count_max)
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(count_max), messages.end());
  co_return std::move(messages);
}

ports::Task<Result<Messages>> CassandraHistory::before(domain::ChatId chat,
                                                       std::optional<domain::TimeUuid> time,
                                                       std::size_t count_max) {
  Messages page;
  auto high = time.value_or(last_time());
  auto below = last_key_at(high.instant());
  while (page.size() < count_max) {
    auto look = call(Statement::buckets_before, chat, below, kBucketsAtOnce);
    const auto keys = co_await bucket_keys(std::move(look));
    if (!keys) co_return keys.error();
    for (const auto& segment : segments_of(*keys)) {
      const Stretch stretch{chat, segment, segment.start(), high};
      auto more = co_await read(stretch, Direction::backward, count_max - page.size());
      if (!more) co_return more.error();
      std::ranges::move(*more, std::back_inserter(page));
      if (page.size() == count_max) co_return std::move(page);
      high = segment.start();
    }
    if (keys->size() < kBucketsAtOnce) break;
    // Coarser buckets with the same start are ancestors, and so were read with the finest.
    below = Bucket::from_key(keys->back()).start_s * 8 - 1;
  }
  co_return std::move(page);
}

ports::Task<Result<Messages>> CassandraHistory::after(domain::ChatId chat, domain::TimeUuid time,
                                                      std::size_t count_max) {
  Messages page;
  auto low = time;
  auto below = last_key_at(time.instant());
  // The bucket in which `time` lies, then those behind it.
  auto here = call(Statement::buckets_before, chat, below, std::int32_t{1});
  auto keys = co_await bucket_keys(std::move(here));
  if (!keys) co_return keys.error();
  while (page.size() < count_max) {
    auto look = call(Statement::buckets_after, chat, below, kBucketsAtOnce);
    const auto behind = co_await bucket_keys(std::move(look));
    if (!behind) co_return behind.error();
    std::ranges::copy(*behind, std::back_inserter(*keys));
    auto segments = segments_of(*keys);
    const bool cut_off = behind->size() == kBucketsAtOnce;
    for (std::size_t i = 0; i + (cut_off ? 1 : 0) < segments.size() && page.size() < count_max; ++i) {
      const auto high = i + 1 < segments.size() ? segments[i + 1].start() : last_time();
      const Stretch stretch{chat, segments[i], low, high};
      auto more = co_await read(stretch, Direction::forward, count_max - page.size());
      if (!more) co_return more.error();
      std::ranges::move(*more, std::back_inserter(page));
      if (i + 1 < segments.size()) low = std::max(low, segments[i + 1].just_before());
    }
    if (!cut_off) break;
    // The last start may have finer buckets that were cut off: it is asked for again.
    below = segments.back().bucket.start_s * 8 - 1;
    keys->clear();
  }
  std::ranges::reverse(page);
  co_return std::move(page);
}

}  // namespace caravan::cassandra
