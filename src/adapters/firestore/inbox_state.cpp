#include "adapters/firestore/inbox_state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "wire/inbox_document.hpp"

namespace caravan::firestore {

namespace {

template <class Kind>
const Kind* field(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? nullptr : std::get_if<Kind>(&found->second);
}

}  // namespace

InboxState InboxState::from(const Fields& fields, const std::string& log) {
  InboxState state;
  const auto* const of_log = field<std::string>(fields, "log");
  const auto* const newest = field<std::int64_t>(fields, "n");
  if (!of_log || *of_log != log || !newest) return state;
  state.newest_ = *newest;
  state.oldest_ = *newest + 1;
  const auto* const oldest = field<std::int64_t>(fields, "oldest");
  const auto* const texts = field<std::vector<std::string>>(fields, "entries");
  if (!oldest || !texts) return state;

  InboxState with_entries = state;
  for (const auto& text : *texts) {
    const auto decoded = wire::decode_inbox_entry(text);
    const auto* const entry = std::get_if<wire::InboxEntry>(&decoded);
    if (!entry) return state;
    with_entries.push_back({entry->offset, text});
  }
  with_entries.oldest_ = *oldest;
  // Which of them came together is not written down.
  if (!texts->empty()) with_entries.batches_.push_back(texts->size());
  return with_entries;
}

bool InboxState::add(const domain::Batch& batch, const Limits& limits) {
  if (batch.offsets.empty() || (newest_ && batch.last() <= *newest_)) return false;
  if (!newest_ || batch.after > *newest_) {
    *this = {};
    oldest_ = batch.after + 1;
    newest_ = batch.after;
  }
  const auto known = std::ranges::upper_bound(batch.offsets, *newest_);
  append(batch, static_cast<std::size_t>(std::distance(batch.offsets.begin(), known)),
         limits.entries_bytes_max);
  newest_ = batch.last();
  keep_within(limits);
  return true;
}

// The newest messages in full as far as there is room, the chats alone of those that are too long, and
// whatever is older than the first one without room for even that is left out.
void InboxState::append(const domain::Batch& batch, std::size_t from, std::size_t bytes_max) {
  std::vector<Entry> newest_first;
  std::size_t room = bytes_max;
  for (auto i = batch.offsets.size(); i > from; --i) {
    const auto& message = *batch.messages[i - 1];
    const auto offset = batch.offsets[i - 1];
    auto text = wire::encode_inbox_entry(offset, message);
    if (text.size() > room) text = wire::encode_inbox_entry(offset, message.chat);
    if (text.size() > room) {
      while (!entries_.empty())
        drop_oldest_batch();
      oldest_ = offset + 1;
      break;
    }
    room -= text.size();
    newest_first.push_back({offset, std::move(text)});
  }
  batches_.push_back(newest_first.size());
  for (auto entry = newest_first.rbegin(); entry != newest_first.rend(); ++entry)
    push_back(std::move(*entry));
}

void InboxState::push_back(Entry entry) {
  bytes_ += entry.text.size();
  entries_.push_back(std::move(entry));
}

void InboxState::drop_oldest_batch() {
  const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(batches_.front());
  for (auto entry = entries_.begin(); entry != end; ++entry) {
    bytes_ -= entry->text.size();
    oldest_ = entry->offset + 1;
  }
  entries_.erase(entries_.begin(), end);
  batches_.erase(batches_.begin());
}

// The newest batch fits by itself.
void InboxState::keep_within(const Limits& limits) {
  while (batches_.size() > 1 && (bytes_ > limits.entries_bytes_max || batches_.size() > limits.batches_max))
    drop_oldest_batch();
}

Fields InboxState::fields(const std::string& log) const {
  std::vector<std::string> texts;
  texts.reserve(entries_.size());
  for (const auto& entry : entries_)
    texts.push_back(entry.text);
  // The braces of a map would copy the texts once more.
  Fields fields;
  fields.emplace("n", newest_.value_or(0));
  fields.emplace("oldest", oldest_);
  fields.emplace("entries", std::move(texts));
  fields.emplace("log", log);
  return fields;
}

}  // namespace caravan::firestore
