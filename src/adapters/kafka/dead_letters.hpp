#pragma once

#include <deque>
#include <string>

#include "adapters/kafka/cluster.hpp"
#include "observe/failure_log.hpp"

namespace caravan::kafka {

// Records that nobody can read. They go to `chat_dead_letters` as they were, with what is known about them in
// headers, so that the rest of their partition moves on and an operator can look at them. Not thread-safe.
class DeadLetters {
 public:
  // `source` is the topic of the records. `cluster` must outlive this object.
  DeadLetters(Cluster& cluster, std::string source);

  void add(const rd_kafka_message_t& message, const std::string& reason);
  // Resumes when all that was added is in the topic; what failed stays for the next call. A letter that the
  // topic refuses for good is reported and left out.
  ports::Task<ports::Result<void>> flush();

 private:
  Cluster& cluster_;
  std::string source_;
  observe::Counter& count_;
  observe::FailureLog unreadable_{observe::Level::error, {"kafka.dead_letter", ""}};
  observe::FailureLog refused_{observe::Level::error, {"kafka.dead_letter_refused", ""}};
  std::deque<HeadedRecord> waiting_;
};

}  // namespace caravan::kafka
