#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/kafka/client.hpp"

namespace caravan::kafka {

// How the clients of this process reach the cluster.
struct ClientSettings {
  std::string brokers = "127.0.0.1:9092";  // host:port, between commas
  std::string client_id = "caravan";       // as brokers name it in their logs and quotas
  std::chrono::milliseconds request_timeout{5000};
  // "name=value" of any property of librdkafka that this adapter does not set itself, such as
  // security.protocol=SASL_SSL.
  std::vector<std::string> properties = {};
  // Clients prove by its tokens who they are (OAUTHBEARER), over TLS; null: as `properties` say.
  TokenRefresh* tokens = nullptr;
};

struct Property {
  std::string name;
  std::string value;
};

// A client that connects in the background and by itself again. `own` are the properties that the caller
// depends on. Throws `std::invalid_argument`, which names the property, for one that the library refuses, and
// for a configured one that would override what the adapter depends on.
//
// Errors come as events of its main queue. `on_outcome` is called for each record that was confirmed or given
// up: mostly on a thread of the library, which it must not hold up, and within the call that produces for a
// record that this call refuses. Its last argument is null.
using OnOutcome = rd_kafka_resp_err_t (*)(rd_kafka_t*, rd_kafka_message_t*, void*);
ClientPtr make_producer(const ClientSettings& settings, const std::vector<Property>& own,
                        OnOutcome on_outcome = nullptr);

// As `make_producer`; its main queue is its consumer queue. `on_rebalance`, called with `reader` while that
// queue is read, may be null for a consumer without a group's assignment.
ClientPtr make_consumer(const ClientSettings& settings, const std::vector<Property>& own,
                        Callbacks::OnRebalance on_rebalance, void* reader);

}  // namespace caravan::kafka
