#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "adapters/kafka/cluster.hpp"
#include "adapters/kafka/consumer_lag.hpp"
#include "adapters/kafka/reading_places.hpp"
#include "observe/failure_log.hpp"
#include "runtime/auto_reset_event.hpp"

namespace caravan::kafka {

// One member of a consumer group on one topic: fetches records, follows rebalances and commits what is done.
// Rebalances are taken up while somebody reads, so records, assignment and commits belong to one thread at a
// time. Not thread-safe.
class GroupReader {
 public:
  struct Options {
    std::chrono::milliseconds session_timeout{10'000};    // after which a dead member's partitions move on
    std::chrono::milliseconds poll_interval_max{60'000};  // after which those of a member that is stuck do
    std::size_t fetch_queue_bytes_max = 16 << 20;         // fetched ahead and not read
    // How long brokers gather records before they answer; at 0 each is fetched as soon as it is there, which
    // costs both sides a request for every few records.
    std::chrono::milliseconds fetch_wait{0};
    // From one commit to the next; what was done since is read again after a crash.
    std::chrono::milliseconds commit_interval{1'000};
    std::chrono::milliseconds commit_timeout{5'000};
    std::chrono::milliseconds commit_retry{500};     // between tries of one that failed
    std::chrono::milliseconds close_timeout{2'000};  // to leave the group in order
  };

  struct Fetched {
    ports::Offset number;  // in reading order
    MessagePtr message;
  };

  // Joins the group at the first `poll`. `cluster` must outlive the reader.
  GroupReader(Cluster& cluster, std::string topic, std::string group, const Options& options);
  GroupReader(const GroupReader&) = delete;
  GroupReader& operator=(const GroupReader&) = delete;
  ~GroupReader();  // leaves the group, after what is done was committed or `close_timeout`

  // Sees to commits that are under way or due, and to the lag; to be called now and then between records.
  void tend();
  // The next record, when there is one now.
  std::optional<Fetched> poll();
  // Until there may be something to poll, or until `deadline`, or for a while in any case: a member that
  // never polls is taken for stuck.
  ports::Task<void> wait(ports::SteadyTime deadline);

  // Every record up to `number` needs no further work; the commit follows by itself.
  void done(ports::Offset number);
  // This record needs none, whatever those before it need.
  void pass(ports::Offset number);
  // Resumes when everything that is done and still this member's is committed.
  ports::Task<ports::Result<void>> committed();

  // Of the topic's partitions, those that are this member's.
  double share() const;

  const std::string& topic() const { return topic_; }

 private:
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t code,
                           rd_kafka_topic_partition_list_t* partitions, void* reader);
  static void on_commit(rd_kafka_t* client, rd_kafka_resp_err_t code,
                        rd_kafka_topic_partition_list_t* offsets, void* reader);
  static void on_news(rd_kafka_t* client, void* reader);

  void subscribe();
  void rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t& partitions);
  void start_commit();
  void serve_commits();
  void note_failed_commit(rd_kafka_resp_err_t code);
  void note_trouble(const rd_kafka_message_t& message);
  void close();

  Cluster& cluster_;
  std::string topic_;
  std::string group_;
  Options options_;
  observe::Counter& rebalances_;
  observe::Counter& failed_commits_;
  observe::Gauge& assigned_;
  runtime::AutoResetEvent news_;
  ReadingPlaces places_;
  bool subscribed_ = false;
  bool commit_in_flight_ = false;
  std::optional<rd_kafka_resp_err_t> commit_failure_;  // of the last try
  ports::SteadyTime next_commit_ = ports::SteadyTime::min();
  ClientPtr client_;
  QueuePtr records_;
  QueuePtr commits_;
  ConsumerLag lag_;
  observe::FailureLog trouble_{observe::Level::warn, {"kafka.consumer_error", ""}};
};

}  // namespace caravan::kafka
