#pragma once

#include <librdkafka/rdkafka.h>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/result.hpp"

// The client library's objects with an owner each.
namespace caravan::kafka {

template <auto destroy>
struct Destroy {
  template <class Object>
  void operator()(Object* object) const {
    destroy(object);
  }
};

class TokenRefresh;

// What the library's callbacks of one client are given: its opaque pointer. Lives as long as the client.
struct Callbacks {
  using OnRebalance = void (*)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*);

  OnRebalance on_rebalance = nullptr;
  void* reader = nullptr;  // the last argument of `on_rebalance`
  TokenRefresh* tokens = nullptr;
  std::stop_source ends;
};

class DestroyClient {
 public:
  explicit DestroyClient(std::unique_ptr<Callbacks> callbacks = nullptr) : callbacks_(std::move(callbacks)) {}

  void operator()(rd_kafka_t* client) const {
    callbacks_->ends.request_stop();
    // A consumer leaves its group before (GroupReader): this must not wait for brokers.
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }

 private:
  std::unique_ptr<Callbacks> callbacks_;
};

using ClientPtr = std::unique_ptr<rd_kafka_t, DestroyClient>;
using TopicPtr = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using MessagePtr = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;
using PartitionsPtr =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy<rd_kafka_topic_partition_list_destroy>>;

inline PartitionsPtr make_partitions(std::size_t count) {
  return PartitionsPtr(rd_kafka_topic_partition_list_new(static_cast<int>(count)));
}

// The library's words for what went wrong behind a call that may be tried again.
inline ports::Error unavailable(std::string_view what, rd_kafka_resp_err_t code) {
  return {ports::Errc::unavailable, std::string(what) + ": " + rd_kafka_err2str(code)};
}

inline std::string_view bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

}  // namespace caravan::kafka
