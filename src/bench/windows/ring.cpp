#include "bench/windows/ring.hpp"

#include "wire/inbox_document.hpp"

namespace caravan::bench::windows {
namespace {

// Ids are of one length but for people's numbers and offsets, which grow.
constexpr std::int64_t kOffset = 1'000'000;
constexpr domain::UserId kFrom{10'000}, kTo{10'001};

domain::Message empty_message() {
  return {.id = {}, .chat = {}, .from = kFrom, .to = kTo, .body = {}, .time = domain::TimeUuid::at({}, 1)};
}

}  // namespace

std::size_t entry_bytes(std::size_t body_bytes) {
  static const std::size_t beside_body = wire::encode_inbox_entry(kOffset, empty_message()).size();
  return beside_body + body_bytes;
}

std::size_t short_entry_bytes() {
  static const std::size_t bytes = wire::encode_inbox_entry(kOffset, domain::ChatId{}).size();
  return bytes;
}

std::uint64_t Ring::add(const domain::Batch& batch) {
  std::size_t room = limits_.entries_bytes_max;
  std::uint64_t shown = 0;
  bool all = true;
  for (auto message = batch.messages.rbegin(); message != batch.messages.rend(); ++message) {
    const auto whole = entry_bytes((*message)->body.size());
    const auto bytes = whole <= room ? whole : short_entry_bytes();
    if (bytes > room) {
      all = false;
      break;
    }
    room -= bytes;
    shown += whole == bytes;
  }
  if (!all) {
    batches_.clear();
    bytes_ = 0;
  }
  batches_.push_back(limits_.entries_bytes_max - room);
  bytes_ += batches_.back();
  while (batches_.size() > 1 &&
         (bytes_ > limits_.entries_bytes_max || batches_.size() > limits_.batches_max)) {
    bytes_ -= batches_.front();
    batches_.pop_front();
  }
  return batch.messages.size() - shown;
}

}  // namespace caravan::bench::windows
