#include "adapters/firestore/billed_calls.hpp"

#include <utility>

namespace caravan::firestore {

ports::Task<Found> BilledCalls::read(std::string path, std::string_view cause, bool first_touch,
                                     ports::FeedAnswer& answer) {
  auto found = co_await database_.read(std::move(path), cause);
  if (!found.status.ok()) {
    refuse(answer, found.status);
    co_return found;
  }
  ++answer.cost.reads;
  if (first_touch) ++answer.cost.first_touches;
  co_return found;
}

ports::Task<Written> BilledCalls::write(Write write, std::string_view cause, ports::FeedAnswer& answer) {
  auto written = co_await database_.write(std::move(write), cause);
  if (written.status.ok()) answer.cost.bytes_out += written.bytes;
  const bool in_vain = !written.status.ok() && database_.verdict(written.status).billed;
  if (in_vain) ++answer.cost.vain_writes;
  if (written.status.ok() || in_vain) ++answer.cost.writes;
  co_return written;
}

bool BilledCalls::is_again(const Status& status, std::size_t attempt) const {
  return database_.verdict(status).lost_race && attempt < options_.tries_max;
}

ports::Task<void> BilledCalls::pause() const {
  return clock_.sleep_until(clock_.now() + spread(options_.retry_pause));
}

void BilledCalls::refuse(ports::FeedAnswer& answer, const Status& status) const {
  const auto verdict = database_.verdict(status);
  answer.outcome = ports::Error{verdict.errc, to_text(status)};
  answer.retry_after = spread(verdict.pause);
}

std::chrono::milliseconds BilledCalls::spread(std::chrono::milliseconds pause) const {
  const auto spread = static_cast<std::uint64_t>(pause.count() / 2 + 1);
  return pause + std::chrono::milliseconds(random_.next() % spread);
}

}  // namespace caravan::firestore
