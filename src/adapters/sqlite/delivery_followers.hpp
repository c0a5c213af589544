#pragma once

#include <mutex>
#include <vector>

namespace caravan::sqlite {

// Somebody who follows the end of the deliveries on the writer's thread.
class DeliveryFollower {
 public:
  virtual ~DeliveryFollower() = default;
  // There may be more, also in `Topics::recent_deliveries`. On the writer's thread, which waits for it.
  virtual void appended() = 0;
};

// Thread-safe.
class DeliveryFollowers {
 public:
  void add(DeliveryFollower& follower) {
    const std::lock_guard lock(mutex_);
    followers_.push_back(&follower);
  }
  // Afterwards it is not told any more.
  void remove(DeliveryFollower& follower) {
    const std::lock_guard lock(mutex_);
    std::erase(followers_, &follower);
  }
  void appended() {
    const std::lock_guard lock(mutex_);
    for (auto* const follower : followers_)
      follower->appended();
  }

 private:
  std::mutex mutex_;
  std::vector<DeliveryFollower*> followers_;
};

}  // namespace caravan::sqlite
