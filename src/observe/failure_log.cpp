#include "observe/failure_log.hpp"

#include <vector>

namespace caravan::observe {

void FailureLog::failed(Time now, std::initializer_list<Field> fields) {
  std::uint64_t in_a_row = 0;
  {
    const std::lock_guard lock(mutex_);
    failing_ = !events_.ended.empty();
    if (!outage_.failed(now)) return;
    in_a_row = outage_.failures();
  }
  if (!is_logged(level_)) return;
  std::vector<Field> all(fields);
  all.emplace_back("failed_in_a_row", in_a_row);
  log(level_, events_.failed, std::span<const Field>(all));
}

void FailureLog::end(Time now) {
  std::optional<Outage::Summary> over;
  {
    const std::lock_guard lock(mutex_);
    failing_ = false;
    over = outage_.ended(now);
  }
  if (over) log(Level::info, events_.ended, {{"failures", over->failures}, {"seconds", over->seconds}});
}

}  // namespace caravan::observe
