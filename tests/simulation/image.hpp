#pragma once

#include <map>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "journal.hpp"

namespace caravan::simulation {

template <class Record>
using Topic = std::vector<ports::Logged<Record>>;

// What a prefix of the journal amounts to: the tables of the store.
class Image {
 public:
  void apply(const Commit& commit) {
    for (const auto& write : commit.writes)
      std::visit([this](const auto& value) { apply(value); }, write);
  }

  template <class Record>
  const Topic<Record>& topic() const {
    if constexpr (std::is_same_v<Record, domain::SharedMessage>) return messages_;
    if constexpr (std::is_same_v<Record, domain::Delivery>) return deliveries_;
    if constexpr (std::is_same_v<Record, domain::Batch>) return batches_;
  }
  template <class Record>
  ports::Offset end() const {
    const auto& records = topic<Record>();
    return records.empty() ? 0 : records.back().offset;
  }
  ports::Offset trimmed() const { return trimmed_; }
  ports::Offset committed(const std::string& consumer) const {
    const auto found = done_.find(consumer);
    return found == done_.end() ? 0 : found->second;
  }

  // Null when nothing of that key was accepted.
  domain::SharedMessage accepted(const domain::MessageKey& key) const {
    const auto found = accepted_.find(key);
    return found == accepted_.end() ? nullptr : found->second;
  }
  // In the order of acceptance.
  const std::vector<domain::SharedMessage>& history(domain::ChatId chat) const {
    static const std::vector<domain::SharedMessage> kNone;
    const auto found = history_.find(chat);
    return found == history_.end() ? kNone : found->second;
  }

 private:
  void apply(const ports::Logged<domain::SharedMessage>& logged) {
    messages_.push_back(logged);
    accepted_[logged.record->key()] = logged.record;
    history_[logged.record->chat].push_back(logged.record);
  }
  void apply(const ports::Logged<domain::Delivery>& logged) { deliveries_.push_back(logged); }
  void apply(const ports::Logged<domain::Batch>& logged) { batches_.push_back(logged); }
  void apply(const ConsumerDone& done) {
    auto& offset = done_[done.consumer];
    offset = std::max(offset, done.offset);
  }
  void apply(const Trimmed& trim) { trimmed_ = std::max(trimmed_, trim.offset); }

  Topic<domain::SharedMessage> messages_;
  Topic<domain::Delivery> deliveries_;
  Topic<domain::Batch> batches_;
  std::map<std::string, ports::Offset> done_;
  std::unordered_map<domain::MessageKey, domain::SharedMessage> accepted_;
  std::unordered_map<domain::ChatId, std::vector<domain::SharedMessage>> history_;
  ports::Offset trimmed_ = 0;
};

}  // namespace caravan::simulation
