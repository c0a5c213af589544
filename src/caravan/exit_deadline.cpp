#include "caravan/exit_deadline.hpp"

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <stop_token>

#include "observe/log.hpp"

namespace caravan {

void ExitDeadline::set(std::chrono::steady_clock::time_point deadline) {
  thread_ = std::jthread([deadline](std::stop_token ended_by_itself) {
    std::mutex mutex;
    std::condition_variable_any never_notified;
    std::unique_lock lock(mutex);
    never_notified.wait_until(lock, ended_by_itself, deadline, [] { return false; });
    if (ended_by_itself.stop_requested()) return;
    observe::log(observe::Level::warn, "process.end_forced",
                 {{"detail", "stores did not answer within server.drain_timeout"}});
    observe::flush_log();
    std::_Exit(EXIT_SUCCESS);
  });
}

}  // namespace caravan
