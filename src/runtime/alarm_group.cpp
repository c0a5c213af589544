#include "runtime/alarm_group.hpp"

namespace caravan::runtime {

AlarmGroup::Member::Member(AlarmGroup& group) : group_(group) {
  const std::lock_guard lock(group_.mutex_);
  group_.members_.push_back(&alarm_);
}

AlarmGroup::Member::~Member() {
  const std::lock_guard lock(group_.mutex_);
  std::erase(group_.members_, &alarm_);
}

void AlarmGroup::ring() {
  const std::lock_guard lock(mutex_);
  for (Alarm* alarm : members_)
    alarm->ring();
}

}  // namespace caravan::runtime
