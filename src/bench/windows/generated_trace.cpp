#include "bench/windows/generated_trace.hpp"

#include <algorithm>
#include <cmath>

namespace caravan::bench::windows {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr double kRateMin = 0.1, kRateMax = 10;  // messages a second of a chat
constexpr std::uint32_t kSendersMax = 5;
constexpr double kBodyBytesMin = 5, kBodyBytesMax = 200;

constexpr double kSecondsBetweenBursts = 120;
constexpr double kSecondsBetweenMessages = 1.4;
constexpr double kMessagesOfABurst = 20;

double log_uniform(std::mt19937_64& random, double min, double max) {
  return std::exp(std::uniform_real_distribution(std::log(min), std::log(max))(random));
}

std::uint32_t body_bytes(std::mt19937_64& random) {
  return static_cast<std::uint32_t>(log_uniform(random, kBodyBytesMin, kBodyBytesMax));
}

// Never zero: two arrivals are never at the same time.
nanoseconds seconds(double count) {
  return std::max(1ns, nanoseconds(std::llround(count * 1e9)));
}

nanoseconds exponential(std::mt19937_64& random, double mean_seconds) {
  return seconds(std::exponential_distribution(1 / mean_seconds)(random));
}

}  // namespace

BusyReader::BusyReader(std::uint64_t seed, std::size_t chats, nanoseconds length)
    : random_(seed), length_(length) {
  for (std::uint32_t chat = 0; chat < chats; ++chat) {
    const double rate = log_uniform(random_, kRateMin, kRateMax);
    chats_.push_back({rate, std::uniform_int_distribution(1U, kSendersMax)(random_)});
    schedule(chat, 0ns);
  }
}

void BusyReader::schedule(std::uint32_t chat, nanoseconds after) {
  due_.push({after + exponential(random_, 1 / chats_[chat].messages_per_second), chat});
}

std::optional<Arrival> BusyReader::next() {
  const Due due = due_.top();
  if (due.at > length_) return std::nullopt;
  due_.pop();
  schedule(due.chat, due.at);
  last_ = std::max(due.at, last_ + 1ns);
  const auto sender = std::uniform_int_distribution(0U, chats_[due.chat].senders - 1)(random_);
  return Arrival{last_, due.chat, sender, body_bytes(random_)};
}

std::optional<Arrival> TwoPersonBursts::next() {
  if (left_ == 0) {
    left_ = 1 + std::geometric_distribution<std::uint32_t>(1 / kMessagesOfABurst)(random_);
    now_ += exponential(random_, kSecondsBetweenBursts);
  } else {
    now_ += exponential(random_, kSecondsBetweenMessages);
  }
  --left_;
  if (now_ > length_) return std::nullopt;
  const bool own = random_() % 2 != 0;
  return Arrival{.at = now_, .body_bytes = own ? 0 : body_bytes(random_), .own = own};
}

std::optional<Arrival> PoissonTraffic::next() {
  if (left_ == 0) return std::nullopt;
  --left_;
  now_ += seconds(gap_(random_));
  return Arrival{now_, 0, 0, 0};
}

}  // namespace caravan::bench::windows
