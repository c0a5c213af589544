#include "services/kafka/kafka_log_subject.hpp"

#include "runtime/run_to_end.hpp"

namespace caravan::services {

ports::Task<void> until_ready(kafka::DeliveryReader& reader) {
  runtime::BroadcastEvent::Waiter progress(reader.progress());
  while (!reader.ready())
    co_await reader.clock().wait(progress.event(), ports::SteadyTime::max());
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

std::unique_ptr<ports::StreamStage> KafkaLogSubject::streams(std::string consumer) {
  return std::make_unique<kafka::KafkaStreamStage>(cluster_, consumer);
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
