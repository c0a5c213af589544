#include "adapters/kafka/append_deadlines.hpp"

namespace caravan::kafka {

bool AppendDeadlines::add(ports::SteadyTime deadline, const std::shared_ptr<Confirmation>& append) {
  const std::lock_guard lock(mutex_);
  appends_.emplace_back(deadline, append);
  return appends_.size() == 1;
}

void AppendDeadlines::give_up_overdue(ports::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(appends_, [now](const auto& each) {
    const auto append = each.second.lock();
    if (!append) return true;
    const bool overdue = each.first <= now;
    if (overdue) append->set_value(RD_KAFKA_RESP_ERR__TIMED_OUT);
    return overdue;
  });
}

bool AppendDeadlines::empty() const {
  const std::lock_guard lock(mutex_);
  return appends_.empty();
}

}  // namespace caravan::kafka
