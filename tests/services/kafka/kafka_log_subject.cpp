#include "services/kafka/kafka_log_subject.hpp"

#include "ports/contract_tests/samples.hpp"
#include "services/service_control.hpp"

namespace caravan::services {

kafka::Cluster::Options fresh_cluster() {
  const auto name = "test-" + ports::contract::new_uuid().to_string() + ".";
  kafka::Cluster::Options options;
  options.connection.brokers = environment("CARAVAN_TEST_KAFKA");
  options.topics = {.prefix = name, .partitions = 3, .replication = 1};
  // A machine that runs the whole suite at once is slow at times.
  options.producer.confirm_timeout = std::chrono::seconds(20);
  options.group_prefix = name;
  return options;
}

ports::Task<void> until_ready(kafka::DeliveryReader& reader) {
  runtime::AlarmGroup::Member progress(reader.progress());
  while (!reader.ready())
    co_await reader.clock().wait(progress.alarm(), ports::SteadyTime::max());
}

ports::Task<ports::Result<domain::Message>> AppendingAcceptance::accept(domain::Draft draft,
                                                                        ports::Attempt attempt) {
  auto stored = co_await stored_.accept(std::move(draft), attempt);
  if (!stored || !appended_.insert(stored->id).second) co_return stored;
  domain::Message message = *stored;
  const auto appended = co_await log_.append(std::move(message), ports::SteadyTime::max());
  if (!appended) co_return appended.error();
  co_return stored;
}

KafkaLogSubject::KafkaLogSubject() : cluster_(fresh_cluster(), clock_, random_, metrics_) {
  new_reader();
}

kafka::DeliveryReader& KafkaLogSubject::new_reader() {
  readers_.push_back(std::make_unique<kafka::DeliveryReader>(cluster_, kafka::DeliveryReader::Options{}));
  auto& reader = *readers_.back();
  runtime::run_to_end(until_ready(reader));
  inbox_ = std::make_unique<kafka::KafkaInbox>(reader, kafka::KafkaInbox::Options{});
  return reader;
}

std::unique_ptr<ports::FanOutStage> KafkaLogSubject::fan_out(std::string consumer) {
  return std::make_unique<kafka::KafkaFanOutStage>(cluster_, consumer);
}

std::unique_ptr<ports::AggregateStage> KafkaLogSubject::aggregate(std::string consumer) {
  return std::make_unique<kafka::KafkaAggregateStage>(cluster_, consumer);
}

std::unique_ptr<ports::BatchConsumer> KafkaLogSubject::batches(std::string consumer) {
  return std::make_unique<kafka::KafkaBatchConsumer>(cluster_, consumer);
}

std::unique_ptr<ports::DeliveryTail> KafkaLogSubject::tail() {
  return std::make_unique<kafka::KafkaDeliveryTail>(new_reader());
}

void KafkaLogSubject::forget_deliveries() {
  clock_.advance(kafka::DeliveryRing::Options{}.age_max + std::chrono::minutes(1));
}

}  // namespace caravan::services
