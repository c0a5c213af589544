#include "domain/batch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace caravan::domain {
namespace {

// The first `count` messages leave; whoever has not seen them finds a gap.
void drop_oldest(Batch& batch, std::size_t count) {
  if (count == 0) return;
  const auto dropped = static_cast<std::ptrdiff_t>(count);
  batch.messages.erase(batch.messages.begin(), batch.messages.begin() + dropped);
  if (batch.offsets.empty()) return;
  batch.after = batch.offsets[count - 1];
  batch.offsets.erase(batch.offsets.begin(), batch.offsets.begin() + dropped);
}

}  // namespace

std::string to_string(const BatchKey& key) {
  if (const auto* const reader = std::get_if<UserId>(&key)) return reader->to_string();
  const auto& stream = std::get<Stream>(key);
  return stream.sender.to_string() + " in " + stream.chat.to_string();
}

bool is_placed(const Batch& batch) {
  return batch.offsets.size() == batch.messages.size();
}

void append(Batch& batch, Batch next) {
  if (!is_placed(batch) || !is_placed(next) || next.after > batch.last()) {
    batch = std::move(next);
    return;
  }
  // A batch that is read again after a crash may hold other messages together than it did before.
  const auto known = std::upper_bound(next.offsets.begin(), next.offsets.end(), batch.last());
  const auto from = next.messages.begin() + std::distance(next.offsets.begin(), known);
  batch.messages.insert(batch.messages.end(), std::make_move_iterator(from),
                        std::make_move_iterator(next.messages.end()));
  batch.offsets.insert(batch.offsets.end(), known, next.offsets.end());
}

Batch take_until(Batch& batch, std::int64_t place) {
  const auto end = std::upper_bound(batch.offsets.begin(), batch.offsets.end(), place);
  const auto count = std::distance(batch.offsets.begin(), end);
  Batch taken{
      .key = batch.key, .messages = {}, .offsets = {batch.offsets.begin(), end}, .after = batch.after};
  taken.messages.assign(batch.messages.begin(), batch.messages.begin() + count);
  drop_oldest(batch, static_cast<std::size_t>(count));
  return taken;
}

std::size_t keep_newest(Batch& batch, std::size_t bytes_max) {
  std::size_t bytes = 0, kept = 0;
  for (auto message = batch.messages.rbegin(); message != batch.messages.rend(); ++message, ++kept) {
    bytes += (*message)->body.size();
    if (kept > 0 && bytes > bytes_max) break;
  }
  const auto dropped = batch.messages.size() - kept;
  drop_oldest(batch, dropped);
  return dropped;
}

}  // namespace caravan::domain
