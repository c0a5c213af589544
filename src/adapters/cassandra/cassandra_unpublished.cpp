#include "adapters/cassandra/cassandra_unpublished.hpp"

#include <algorithm>

#include "adapters/cassandra/message_row.hpp"

namespace caravan::cassandra {

using ports::Result;
using Messages = std::vector<domain::Message>;

namespace {

constexpr std::chrono::seconds kSlotWidth{10};
constexpr std::int32_t kSlotsAtOnce = 64;
constexpr std::size_t kMessagesAtOnce = 500;

std::int64_t slot_of(const domain::TimeUuid& time) {
  return std::chrono::floor<std::chrono::seconds>(time.instant().time_since_epoch()) / kSlotWidth;
}

}  // namespace

std::int64_t CassandraUnpublished::next_stamp() {
  const auto now = std::chrono::floor<std::chrono::microseconds>(clock_.wall().time_since_epoch()).count();
  const std::lock_guard lock(mutex_);
  last_stamp_ = std::max<std::int64_t>(now, last_stamp_ + 1);
  return last_stamp_;
}

CassandraUnpublished::Cursor CassandraUnpublished::cursor() const {
  const std::lock_guard lock(mutex_);
  return cursor_;
}

void CassandraUnpublished::go_on_behind(const Messages& returned) {
  const std::lock_guard lock(mutex_);
  cursor_ = Cursor();
  if (!returned.empty()) cursor_ = {slot_of(returned.back().time), returned.back().time, returned.back().id};
}

ports::Task<Result<void>> CassandraUnpublished::add(domain::Message message) {
  const auto slot = slot_of(message.time);
  auto row = call(Statement::add_unpublished, slot, message.time, message.id, message.chat, message.from,
                  stored_receiver(message.to), std::string_view(message.body));
  const auto added = co_await cluster_.run(std::move(row));
  if (!added) co_return added.error();
  // Taken only now: whoever reads this stamp finds the message, or knows that it was removed.
  const auto stamp = next_stamp();
  auto name = call(Statement::register_slot, slot, writer_, stamp, stamp);
  const auto named = co_await cluster_.run(std::move(name));
  if (!named) co_return named.error();
  co_return Result<void>();
}

ports::Task<Result<void>> CassandraUnpublished::remove(domain::Message message) {
  auto deletion = call(Statement::remove_unpublished, slot_of(message.time), message.time, message.id);
  const auto removed = co_await cluster_.run(std::move(deletion));
  if (!removed) co_return removed.error();
  co_return Result<void>();
}

ports::Task<Result<std::vector<CassandraUnpublished::Slot>>> CassandraUnpublished::slots_from(
    std::int64_t first) {
  auto look = call(Statement::slots_from, first, kSlotsAtOnce);
  const auto answer = co_await cluster_.run(std::move(look));
  if (!answer) co_return answer.error();
  std::vector<Slot> slots;
  for (std::size_t row = 0; row < answer->rows(); ++row)
    slots.push_back({answer->int64(row, 0), answer->uuid(row, 1), answer->int64(row, 2)});
  co_return std::move(slots);
}

ports::Task<Result<Messages>> CassandraUnpublished::read(Cursor from, std::size_t count_max) {
  auto look = call(Statement::unpublished_of_slot, from.slot, from.time, from.id,
                   static_cast<std::int32_t>(std::min<std::size_t>(count_max, kMessagesAtOnce)));
  const auto answer = co_await cluster_.run(std::move(look));
  if (!answer) co_return answer.error();
  Messages messages;
  for (std::size_t row = 0; row < answer->rows(); ++row)
    messages.push_back(message_row(*answer, row, domain::ChatId{answer->uuid(row, 5)}));
  co_return std::move(messages);
}

ports::Task<Result<void>> CassandraUnpublished::forget(Slot slot) {
  auto deletion = call(Statement::forget_slot, slot.stamp, slot.slot, slot.writer);
  const auto forgotten = co_await cluster_.run(std::move(deletion));
  if (!forgotten) co_return forgotten.error();
  co_return Result<void>();
}

ports::Task<Result<Messages>> CassandraUnpublished::scan(Cursor from, std::size_t count_max) {
  auto next = from;
  for (;;) {
    const auto slots = co_await slots_from(next.slot);
    if (!slots) co_return slots.error();
    for (const auto& slot : *slots) {
      if (slot.slot != next.slot) next = Cursor::start_of(slot.slot);
      auto messages = co_await read(next, count_max);
      if (!messages) co_return messages.error();
      if (!messages->empty()) co_return std::move(messages);
      const bool whole = next == Cursor::start_of(slot.slot);
      if (!whole) continue;
      const auto forgotten = co_await forget(slot);
      if (!forgotten) co_return forgotten.error();
    }
    if (slots->size() < kSlotsAtOnce) co_return Messages();
    next = Cursor::start_of(slots->back().slot + 1);
  }
}

ports::Task<Result<ports::Unpublished::Found>> CassandraUnpublished::some(std::size_t count_max) {
  auto from = cursor();
  auto messages = co_await scan(from, count_max);
  if (messages && messages->empty() && from != Cursor()) {
    from = Cursor();
    messages = co_await scan(from, count_max);
  }
  if (!messages) co_return messages.error();
  go_on_behind(*messages);
  co_return Found{.messages = *std::move(messages), .from_the_beginning = from == Cursor()};
}

}  // namespace caravan::cassandra
