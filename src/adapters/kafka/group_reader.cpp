#include "adapters/kafka/group_reader.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "adapters/kafka/fetch.hpp"
#include "observe/log.hpp"

namespace caravan::kafka {
namespace {

std::vector<Property> properties(const std::string& group, const GroupReader::Options& options) {
  const bool gathers = options.fetch_wait.count() > 0;
  return {
      {"group.id", group},
      {"partition.assignment.strategy", "cooperative-sticky"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      // A group that is new, or whose place has left the log, misses nothing that is still there.
      {"auto.offset.reset", "earliest"},
      {"session.timeout.ms", std::to_string(options.session_timeout.count())},
      // Members learn of a rebalance from the answer to a heartbeat, and a cooperative one has two rounds.
      {"heartbeat.interval.ms", std::to_string(options.session_timeout.count() / 10)},
      {"max.poll.interval.ms",
       std::to_string(std::max(options.poll_interval_max, options.session_timeout).count())},
      {"queued.max.messages.kbytes", std::to_string(options.fetch_queue_bytes_max >> 10)},
      {"fetch.min.bytes", std::to_string(gathers ? kGatheredBytes : 1)},
      // Without gathering it is only how often an idle reader asks again.
      {"fetch.wait.max.ms", std::to_string(gathers ? options.fetch_wait.count() : 500)}};
}

// The commit came too late or too early in the life of a membership: whoever gets the partition next begins
// at the last commit and reads again.
bool is_about_membership(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
         code == RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS || code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

std::span<const rd_kafka_topic_partition_t> items(const rd_kafka_topic_partition_list_t& list) {
  return {list.elems, static_cast<std::size_t>(list.cnt)};
}

}  // namespace

GroupReader::GroupReader(Cluster& cluster, std::string topic, std::string group, const Options& options)
    : cluster_(cluster),
      topic_(std::move(topic)),
      group_(std::move(group)),
      options_(options),
      rebalances_(cluster.metrics().counter("caravan_kafka_rebalances_total",
                                            "Changes of a consumer's partitions", {{"group", group_}})),
      failed_commits_(cluster.metrics().counter("caravan_kafka_failed_commits_total",
                                                "Commits that will be tried again", {{"group", group_}})),
      assigned_(cluster.metrics().gauge("caravan_kafka_assigned_partitions",
                                        "Partitions that this process reads", {{"group", group_}})),
      client_(make_consumer(cluster.client_settings(), properties(group_, options), on_rebalance, this)),
      records_(rd_kafka_queue_get_consumer(client_.get())),
      commits_(rd_kafka_queue_new(client_.get())),
      lag_(cluster.metrics(), group_, topic_, cluster.partitions(), *client_) {
  rd_kafka_queue_cb_event_enable(records_.get(), on_news, this);
  rd_kafka_queue_cb_event_enable(commits_.get(), on_news, this);
}

GroupReader::~GroupReader() {
  if (subscribed_) close();
  rd_kafka_queue_cb_event_enable(records_.get(), nullptr, nullptr);
  rd_kafka_queue_cb_event_enable(commits_.get(), nullptr, nullptr);
}

void GroupReader::tend() {
  lag_.moved(places_.places());
  serve_commits();
  if (cluster_.clock().now() >= next_commit_) start_commit();
}

std::optional<GroupReader::Fetched> GroupReader::poll() {
  if (!subscribed_) subscribe();
  // Serves rebalances between records, never amid a group of them.
  while (MessagePtr message{rd_kafka_consumer_poll(client_.get(), 0)}) {
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      note_trouble(*message);
      continue;
    }
    const auto number = places_.read(message->partition, message->offset);
    if (number) return Fetched{*number, std::move(message)};
  }
  return std::nullopt;
}

ports::Task<void> GroupReader::wait(ports::SteadyTime deadline) {
  const auto now = cluster_.clock().now();
  auto until = std::min(deadline, now + options_.poll_interval_max / 4);
  if (next_commit_ > now) until = std::min(until, next_commit_);
  co_await cluster_.clock().wait(news_, until);
}

void GroupReader::done(ports::Offset number) {
  places_.done(number);
  tend();
}

void GroupReader::pass(ports::Offset number) {
  places_.pass(number);
  tend();
}

ports::Task<ports::Result<void>> GroupReader::committed() {
  const auto deadline = cluster_.clock().now() + options_.commit_timeout;
  commit_failure_.reset();
  for (;;) {
    serve_commits();
    if (!commit_failure_) start_commit();
    if (commit_failure_) {
      if (is_about_membership(*commit_failure_)) co_return ports::Result<void>{};
      co_return unavailable("offsets were not committed", *commit_failure_);
    }
    if (!commit_in_flight_) co_return ports::Result<void>{};
    if (cluster_.clock().now() >= deadline)
      co_return ports::Error{ports::Errc::unavailable, "offsets were not committed in time"};
    co_await cluster_.clock().wait(news_, deadline);
  }
}

void GroupReader::subscribe() {
  const auto topics = make_partitions(1);
  rd_kafka_topic_partition_list_add(topics.get(), topic_.c_str(), RD_KAFKA_PARTITION_UA);
  const auto code = rd_kafka_subscribe(client_.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw std::logic_error(std::string("kafka: cannot subscribe: ") + rd_kafka_err2str(code));
  subscribed_ = true;
}

double GroupReader::share() const {
  return static_cast<double>(places_.assigned()) / cluster_.partitions();
}

void GroupReader::start_commit() {
  if (commit_in_flight_) return;
  const auto places = places_.uncommitted();
  if (places.empty()) return;
  const auto offsets = make_partitions(places.size());
  for (const auto& place : places)
    rd_kafka_topic_partition_list_add(offsets.get(), topic_.c_str(), place.partition)->offset = place.offset;
  commit_failure_.reset();
  next_commit_ = cluster_.clock().now() + options_.commit_interval;
  const auto code = rd_kafka_commit_queue(client_.get(), offsets.get(), commits_.get(), on_commit, this);
  commit_in_flight_ = code == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (!commit_in_flight_) note_failed_commit(code);
}

void GroupReader::note_failed_commit(rd_kafka_resp_err_t code) {
  failed_commits_.Increment();
  commit_failure_ = code;
  next_commit_ = cluster_.clock().now() + options_.commit_retry;
}

void GroupReader::serve_commits() {
  while (commit_in_flight_ && rd_kafka_queue_poll_callback(commits_.get(), 0) > 0) {
  }
}

void GroupReader::on_commit(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* offsets,
                            void* reader) {
  auto& self = *static_cast<GroupReader*>(reader);
  self.commit_in_flight_ = false;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    self.note_failed_commit(code);
    return;
  }
  std::vector<PartitionOffset> places;
  for (const auto& item : items(*offsets))
    if (item.err == RD_KAFKA_RESP_ERR_NO_ERROR) places.push_back({item.partition, item.offset});
  self.places_.committed(places);
}

void GroupReader::on_news(rd_kafka_t*, void* reader) {
  static_cast<GroupReader*>(reader)->news_.set();
}

void GroupReader::on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t code,
                               rd_kafka_topic_partition_list_t* partitions, void* reader) {
  static_cast<GroupReader*>(reader)->rebalance(code, *partitions);
}

void GroupReader::rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t& partitions) {
  rebalances_.Increment();
  const bool assigned = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  // Before they go, so that their next owner repeats as little as can be.
  if (!assigned && !rd_kafka_assignment_lost(client_.get())) start_commit();
  for (const auto& item : items(partitions))
    assigned ? places_.assign(item.partition) : places_.revoke(item.partition);
  const ErrorPtr error(assigned ? rd_kafka_incremental_assign(client_.get(), &partitions)
                                : rd_kafka_incremental_unassign(client_.get(), &partitions));
  assigned_.Set(static_cast<double>(places_.assigned()));
  observe::log(observe::Level::info, "kafka.rebalanced",
               {{"group", group_},
                {"change", assigned ? "assigned" : "revoked"},
                {"partitions", partitions.cnt},
                {"now", places_.assigned()},
                {"error", error ? rd_kafka_error_string(error.get()) : ""}});
}

void GroupReader::note_trouble(const rd_kafka_message_t& message) {
  trouble_.failed(cluster_.clock().now(), {{"group", group_}, {"detail", rd_kafka_message_errstr(&message)}});
}

void GroupReader::close() {
  const auto deadline = std::chrono::steady_clock::now() + options_.close_timeout;
  const auto time_left = [&] { return std::chrono::steady_clock::now() < deadline; };
  constexpr int look_again_after_ms = 50;
  start_commit();
  while (commit_in_flight_ && time_left())
    rd_kafka_queue_poll_callback(commits_.get(), look_again_after_ms);
  const QueuePtr events(rd_kafka_queue_new(client_.get()));
  const ErrorPtr error(rd_kafka_consumer_close_queue(client_.get(), events.get()));
  while (!error && !rd_kafka_consumer_closed(client_.get()) && time_left()) {
    const EventPtr event(rd_kafka_queue_poll(events.get(), look_again_after_ms));
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE)
      rebalance(rd_kafka_event_error(event.get()), *rd_kafka_event_topic_partition_list(event.get()));
  }
}

}  // namespace caravan::kafka
