#pragma once

#include <functional>
#include <string>

#include "config/settings.hpp"
#include "domain/batch.hpp"

namespace caravan::commands {

using TakeDelivery = std::function<void(const domain::Delivery&)>;

// Gives all deliveries that the topic in Kafka holds now, the oldest first, and changes nothing there.
// Returns a line about what is missing at the beginning, empty when nothing is. Throws with a text for the
// operator, as does a program that was built without Kafka.
std::string read_kafka_traffic(const config::Kafka& settings, const TakeDelivery& take);

}  // namespace caravan::commands
