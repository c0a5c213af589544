#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/write_transaction.hpp"
#include "domain/ids.hpp"
#include "ports/result.hpp"

// The writes of the log's consumers, as `Writer::run` takes them.
namespace caravan::sqlite {

// The offset that the consumer has done; remembers a new consumer, so that nothing it still needs is trimmed.
struct RegisterConsumer {
  std::string_view topic;
  std::string consumer;

  ports::Result<ports::Offset> operator()(WriteTransaction& transaction) const;
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
    domain::MessageId message;
    ports::Offset message_seq;  // 0 when it must be looked up
  };
  std::vector<Row> rows;
  SetDone done;

  ports::Result<void> operator()(WriteTransaction& transaction) const;
};

struct AppendBatches {
  struct Row {
    domain::UserId recipient;
    std::string value;  // JSON
  };
  std::vector<Row> rows;
  SetDone done;

  ports::Result<void> operator()(WriteTransaction& transaction) const;
};

}  // namespace caravan::sqlite
