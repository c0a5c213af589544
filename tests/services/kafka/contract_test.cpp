#include <gtest/gtest.h>

#include "ports/contract_tests/inbox_contract.hpp"
#include "ports/contract_tests/message_log_contract.hpp"
#include "services/kafka/kafka_log_subject.hpp"

namespace caravan::ports::contract {
namespace {

const Factory<LogSubject> kLog = {
    "kafka", []() -> std::unique_ptr<LogSubject> { return std::make_unique<services::KafkaLogSubject>(); }};

INSTANTIATE_TEST_SUITE_P(Kafka, MessageLogContract, testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Kafka, InboxContract, testing::Values(kLog));

}  // namespace
}  // namespace caravan::ports::contract
