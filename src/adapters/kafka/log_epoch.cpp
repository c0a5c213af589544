#include "adapters/kafka/log_epoch.hpp"

#include "adapters/kafka/epoch.hpp"

namespace caravan::kafka {

LogEpoch::LogEpoch(Cluster& cluster, Options options)
    : cluster_(cluster),
      options_(options),
      client_(make_consumer(cluster.client_settings(),
                            {{"group.id", cluster.group("epoch")}, {"enable.auto.commit", "false"}}, nullptr,
                            nullptr)),
      thread_([this] { work(); }) {}

LogEpoch::~LogEpoch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

ports::Result<std::string> LogEpoch::get() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

ports::Result<std::string> LogEpoch::ask() {
  const std::lock_guard one_at_a_time(asking_);
  auto epoch = shared_epoch(*client_, cluster_.topic_of<domain::Delivery>(), cluster_.random(),
                            cluster_.client_settings().request_timeout);
  const std::lock_guard lock(mutex_);
  if (epoch) known_ = epoch;
  return epoch;
}

void LogEpoch::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    // The watch over the topics reports it, and a question would hold up whoever ends this.
    bool known = false;
    if (!cluster_.problem()) {
      const auto epoch = ask();
      known = epoch.has_value();
      if (known)
        failures_.succeeded(cluster_.clock().now());
      else
        failures_.failed(cluster_.clock().now(), {{"detail", epoch.error().detail}});
    }
    lock.lock();
    stop_.wait_for(lock, known ? options_.renewal : options_.retry, [this] { return stopping_; });
  }
}

}  // namespace caravan::kafka
