#include "adapters/cassandra/cassandra_history.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

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
  keys.reserve(answer.rows());
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

struct CassandraHistory::Look {
  std::vector<Segment> segments;
  bool cut_off;                   // there may be more buckets
  std::optional<Messages> first;  // those of the first segment, when they were where they were expected
};

std::vector<Call> CassandraHistory::calls_of(const Stretch& stretch, Direction direction,
                                             std::size_t count_max) {
  const auto limit = limit_of(count_max);
  std::vector<Call> calls;
  for (const auto& source : stretch.segment.sources())
    calls.push_back(
        direction == Direction::backward
            ? call(Statement::messages_before, stretch.chat, source.key(), stretch.high, stretch.low, limit)
            : call(Statement::messages_after, stretch.chat, source.key(), stretch.low, stretch.high, limit));
  return calls;
}

Messages CassandraHistory::merged(std::span<const Answer> answers, domain::ChatId chat, Direction direction,
                                  std::size_t count_max) {
  Messages messages;
  std::size_t rows = 0;
  for (const auto& answer : answers)
    rows += answer.rows();
  messages.reserve(rows);
  for (const auto& answer : answers)
    for (std::size_t row = 0; row < answer.rows(); ++row)
      messages.push_back(message_row(answer, row, chat));
  if (answers.size() > 1)
    std::ranges::sort(messages, [direction](const auto& a, const auto& b) {
      return direction == Direction::backward ? b.time < a.time : a.time < b.time;
    });
  if (messages.size() > count_max)
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(count_max), messages.end());
  return messages;
}

ports::Task<Result<Messages>> CassandraHistory::read(Stretch stretch, Direction direction,
                                                     std::size_t count_max) {
  auto calls = calls_of(stretch, direction, count_max);
  const auto answers = co_await cluster_.run(std::move(calls));
  if (!answers) co_return answers.error();
  co_return merged(*answers, stretch.chat, direction, count_max);
}

ports::Task<Result<CassandraHistory::Look>> CassandraHistory::look(domain::ChatId chat, std::int64_t key,
                                                                   domain::TimeUuid high,
                                                                   std::size_t count_max) {
  const auto expected = known_buckets_.last_segment(chat, key);
  std::vector<Call> calls;
  if (expected) calls = calls_of({chat, *expected, expected->start(), high}, Direction::backward, count_max);
  calls.push_back(call(Statement::buckets_before, chat, key, kBucketsAtOnce));
  const auto answers = co_await cluster_.run(std::move(calls));
  if (!answers) co_return answers.error();
  const auto keys = keys_in(answers->back());
  Look look{segments_of(keys), keys.size() == kBucketsAtOnce, std::nullopt};
  if (keys.empty()) co_return std::move(look);
  if (look.segments.front() == expected)
    look.first = merged(std::span(*answers).first(answers->size() - 1), chat, Direction::backward, count_max);
  else
    known_buckets_.learn(chat, keys);
  co_return std::move(look);
}

ports::Task<Result<Messages>> CassandraHistory::before(domain::ChatId chat,
                                                       std::optional<domain::TimeUuid> time,
                                                       std::size_t count_max) {
  Messages page;
  auto high = time.value_or(last_time());
  auto key = last_key_at(high.instant());
  while (page.size() < count_max) {
    auto looked = co_await look(chat, key, high, count_max - page.size());
    if (!looked) co_return looked.error();
    auto first = std::move(looked->first);
    for (const auto& segment : looked->segments) {
      const Stretch stretch{chat, segment, segment.start(), high};
      Result<Messages> more = Messages();
      if (first)
        more = *std::exchange(first, std::nullopt);
      else
        more = co_await read(stretch, Direction::backward, count_max - page.size());
      if (!more) co_return more.error();
      if (page.empty())
        page = std::move(*more);
      else
        std::ranges::move(*more, std::back_inserter(page));
      if (page.size() == count_max) co_return std::move(page);
      high = segment.start();
    }
    if (!looked->cut_off) break;
    // Coarser buckets with the same start are ancestors, and so were read with the finest.
    key = looked->segments.back().key_before();
  }
  co_return std::move(page);
}

ports::Task<Result<Messages>> CassandraHistory::after(domain::ChatId chat, domain::TimeUuid time,
                                                      std::size_t count_max) {
  Messages page;
  auto low = time;
  const auto here = last_key_at(time.instant());
  // The bucket in which `time` lies, and those behind it.
  std::vector<Call> looks{call(Statement::buckets_before, chat, here, std::int32_t{1}),
                          call(Statement::buckets_after, chat, here, kBucketsAtOnce)};
  while (page.size() < count_max) {
    const auto answers = co_await cluster_.run(std::move(looks));
    if (!answers) co_return answers.error();
    std::vector<std::int64_t> keys;
    for (const auto& answer : *answers)
      std::ranges::copy(keys_in(answer), std::back_inserter(keys));
    const auto segments = segments_of(keys);
    const bool cut_off = answers->back().rows() == kBucketsAtOnce;
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
    looks = {call(Statement::buckets_after, chat, segments.back().key_before(), kBucketsAtOnce)};
  }
  std::ranges::reverse(page);
  co_return std::move(page);
}

}  // namespace caravan::cassandra
