#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/write_transaction.hpp"
#include "domain/batch.hpp"
#include "ports/result.hpp"

// The writes of the log's consumers, as `Writer::run` takes them.
namespace caravan::sqlite {

// The name of the consumer that fans out. Its place moves in two ways: by the hop, and at once.
inline constexpr std::string_view kFanOutConsumer = "fan_out";

// Those of the hops that feed readers without a socket.
struct FeedConsumer {
  std::string_view topic;
  std::string_view name;

  friend bool operator==(const FeedConsumer&, const FeedConsumer&) = default;
};
inline constexpr FeedConsumer kAggregate{"chat_deliveries", "aggregate"};
inline constexpr FeedConsumer kAggregateStreams{"chat_messages", "aggregate_streams"};
inline constexpr FeedConsumer kPublish{"chat_messages_grouped", "publish"};
inline constexpr std::array kFeedConsumers{kAggregate, kAggregateStreams, kPublish};

// After how many messages that were fanned out at once the hop's place is written down. In between it is the
// message of the newest delivery, and a page less is written for each message.
inline constexpr ports::Offset kPlaceNotedEvery = 64;

// Writes down how far messages are fanned out, before the deliveries go that tell it.
void note_fan_out_place(Connection& connection);

struct AbsentConsumer {
  std::string topic;
  std::string name;

  friend bool operator==(const AbsentConsumer&, const AbsentConsumer&) = default;
};

// Does the hop's work on a message of this very transaction, so that message and deliveries share a commit.
// Leaves it to the hop when the hop has older messages to do, is not known yet, or the chat has more than
// `members_max` members, whose rows would keep other senders waiting.
void fan_out_at_once(WriteTransaction& transaction, ports::Offset seq, const domain::SharedMessage& message,
                     std::size_t members_max);

// Where a new consumer begins.
enum class Beginning {
  oldest,   // of the records that there are
  recently  // with the oldest message that still has deliveries: what lies before is history
};

// The offset that the consumer has done; remembers a new consumer, so that nothing it still needs is trimmed.
struct RegisterConsumer {
  std::string_view topic;
  std::string consumer;
  Beginning beginning = Beginning::oldest;

  ports::Result<ports::Offset> operator()(WriteTransaction& transaction) const;
};

// Forgets each consumer that is neither the one that fans out nor among `feeds`, once a record that it has
// not done is older than `older_than` (in ticks). Answers which.
struct ForgetAbsentConsumers {
  std::vector<FeedConsumer> feeds;
  std::int64_t older_than;

  ports::Result<std::vector<AbsentConsumer>> operator()(WriteTransaction& transaction) const;
};

struct SetDone {
  std::string_view topic;
  std::string consumer;
  ports::Offset offset;

  ports::Result<void> operator()(WriteTransaction& transaction) const;
};

struct AppendDeliveries {
  struct Row {
    domain::UserId recipient;
    domain::SharedMessage message;
    ports::Offset message_seq;  // 0 when it must be looked up
  };
  std::vector<Row> rows;
  SetDone done;

  ports::Result<void> operator()(WriteTransaction& transaction) const;
};

struct AppendBatches {
  struct Row {
    domain::UserId recipient;  // 0 of a batch for more than one
    std::string value;         // JSON
  };
  std::vector<Row> rows;
  SetDone done;

  ports::Result<void> operator()(WriteTransaction& transaction) const;
};

std::vector<AppendBatches::Row> rows_of(const std::vector<domain::Batch>& batches);

}  // namespace caravan::sqlite
