#include "adapters/cassandra/newest_messages.hpp"

#include <algorithm>
#include <iterator>

#include "adapters/cassandra/message_row.hpp"

namespace caravan::cassandra {

using ports::Result;

ports::Task<Result<NewestMessages::Found>> NewestMessages::of(std::vector<domain::ChatId> chats) {
  Found found;
  for (std::size_t begin = 0; begin < chats.size(); begin += at_once_) {
    const auto from = chats.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = std::min(at_once_, chats.size() - begin);
    std::vector<domain::ChatId> some(from, from + static_cast<std::ptrdiff_t>(count));
    auto newest = co_await of_some(std::move(some));
    if (!newest) co_return newest.error();
    std::ranges::move(*newest, std::back_inserter(found));
  }
  co_return std::move(found);
}

ports::Task<Result<NewestMessages::Found>> NewestMessages::of_some(std::vector<domain::ChatId> chats) {
  std::vector<Call> looks;
  for (const auto chat : chats)
    looks.push_back(
        call(Statement::buckets_before, chat, last_key_at(last_time().instant()), std::int32_t{1}));
  const auto buckets = co_await cluster_.run(std::move(looks));
  if (!buckets) co_return buckets.error();

  std::vector<Call> reads;
  std::vector<std::size_t> owners;  // which chat a read is of
  for (std::size_t i = 0; i < chats.size(); ++i) {
    if ((*buckets)[i].rows() == 0) continue;
    const Segment segment{Bucket::from_key((*buckets)[i].int64(0, 0))};
    for (const auto& source : segment.sources()) {
      reads.push_back(call(Statement::messages_before, chats[i], source.key(), last_time(), segment.start(),
                           std::int32_t{1}));
      owners.push_back(i);
    }
  }
  const auto answers = co_await cluster_.run(std::move(reads));
  if (!answers) co_return answers.error();

  Found found(chats.size());
  for (std::size_t k = 0; k < owners.size(); ++k) {
    if ((*answers)[k].rows() == 0) continue;
    auto message = message_row((*answers)[k], 0, chats[owners[k]]);
    auto& newest = found[owners[k]];
    if (!newest || newest->time < message.time) newest = std::move(message);
  }
  for (const auto owner : owners) {
    const auto looked = co_await look_further_back(chats[owner], found[owner]);
    if (!looked) co_return looked.error();
  }
  co_return std::move(found);
}

// A bucket is named before its first message is written, so the newest one may be empty when a writer died in
// between.
ports::Task<Result<void>> NewestMessages::look_further_back(domain::ChatId chat,
                                                            std::optional<domain::Message>& newest) {
  if (newest) co_return Result<void>();
  auto page = co_await history_.before(chat, std::nullopt, 1);
  if (!page) co_return page.error();
  if (!page->empty()) newest = std::move(page->front());
  co_return Result<void>();
}

}  // namespace caravan::cassandra
