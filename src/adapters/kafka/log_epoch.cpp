#include "adapters/kafka/log_epoch.hpp"

#include "adapters/kafka/epoch.hpp"

namespace caravan::kafka {

LogEpoch::LogEpoch(Cluster& cluster, Options options)
    : cluster_(cluster),
      options_(options),
      client_(make_consumer(cluster.connection(),
                            {{"group.id", cluster.group("epoch")}, {"enable.auto.commit", "false"}}, nullptr,
                            nullptr)) {}

ports::Result<std::string> LogEpoch::get() {
  const auto now = cluster_.clock().now();
  if (now < ask_at_) return known_;
  auto epoch = shared_epoch(*client_, cluster_.topic_of<domain::Delivery>(), cluster_.random(),
                            cluster_.connection().request_timeout);
  ask_at_ = cluster_.clock().now() + (epoch ? options_.renewal : options_.retry);
  if (epoch || !known_) known_ = std::move(epoch);
  return known_;
}

}  // namespace caravan::kafka
