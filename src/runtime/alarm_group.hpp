#pragma once

#include <mutex>
#include <vector>

#include "runtime/alarm.hpp"

namespace caravan::runtime {

// Alarms that ring together: one event, any number of waiting coroutines, each with its own alarm.
// Thread-safe. Outlives its members.
class AlarmGroup {
 public:
  class Member {
   public:
    explicit Member(AlarmGroup& group);
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    ~Member();

    Alarm& alarm() { return alarm_; }

   private:
    AlarmGroup& group_;
    Alarm alarm_;
  };

  void ring();

 private:
  std::mutex mutex_;
  std::vector<Alarm*> members_;
};

}  // namespace caravan::runtime
