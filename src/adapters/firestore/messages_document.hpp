#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "adapters/firestore/document.hpp"
#include "domain/batch.hpp"

namespace caravan::firestore {

// A document of the collection `messages`: what one person wrote in one chat within one window, as
// api/firestore.md describes it. A plain value.
class MessagesDocument {
 public:
  explicit MessagesDocument(const domain::Stream& stream) : stream_(stream) {}

  // Nothing when the fields are not those of a document of `stream`.
  static std::optional<MessagesDocument> from(const Fields& fields, const domain::Stream& stream);

  // Adds those that are not in it; false when that is none. The messages are of the stream.
  bool add(std::span<const domain::SharedMessage> messages);

  // `expires_at` stands in it when there is one.
  Fields fields(std::optional<std::chrono::sys_seconds> expires_at) const;

 private:
  domain::Stream stream_;
  std::map<domain::TimeUuid, TextMap> messages_;  // a time is unique within its chat
};

// Where the document of a batch that begins with `first` is.
std::string messages_path(const domain::Message& first);

// How many of the messages, 1 at least, one document takes.
std::size_t fitting(std::span<const domain::SharedMessage> messages);

}  // namespace caravan::firestore
