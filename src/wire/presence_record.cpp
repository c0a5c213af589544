#include "wire/presence_record.hpp"

#include <variant>

#include "wire/record_reader.hpp"

namespace caravan::wire {
namespace {

using domain::NodeAlive;
using domain::ReaderConnected;
using domain::ReaderLeft;
using domain::ReaderListens;
using domain::ReaderStopped;

struct Text {
  std::string_view kind;
  std::string reader;    // none: empty
  std::string node;      // none: empty
  std::string listener;  // none: empty
  std::optional<std::int64_t> reached = {};
};

struct TextOf {
  Text operator()(const NodeAlive& what) const { return {"alive", {}, what.node.to_string(), {}}; }
  Text operator()(const ReaderConnected& what) const {
    return {"connected", what.reader.to_string(), what.node.to_string(), {}};
  }
  Text operator()(const ReaderLeft& what) const {
    return {"left", what.reader.to_string(), what.node.to_string(), {}};
  }
  Text operator()(const ReaderListens& what) const {
    return {"listens", what.reader.to_string(), {}, what.listener.to_string(), what.reached};
  }
  Text operator()(const ReaderStopped& what) const {
    return {"stopped", what.reader.to_string(), {}, what.listener.to_string()};
  }
};

void append_field(std::string& out, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  out.append(R"(,")").append(name).append(R"(":")").append(value).append(R"(")");
}

template <class Event>
std::optional<domain::PresenceEvent> read_socket(FieldReader& reader, const simdjson::dom::object& json) {
  const auto who = reader.id<domain::UserId>(json, "reader");
  const auto node = reader.id<domain::NodeId>(json, "node");
  if (reader.refused()) return std::nullopt;
  return Event{*who, *node};
}

template <class Event>
std::optional<domain::PresenceEvent> read_listener(FieldReader& reader, const simdjson::dom::object& json) {
  const auto who = reader.id<domain::UserId>(json, "reader");
  const auto listener = reader.id<domain::ListenerId>(json, "listener");
  if (reader.refused()) return std::nullopt;
  return Event{*who, *listener};
}

std::optional<domain::PresenceEvent> read_listens(FieldReader& reader, const simdjson::dom::object& json) {
  auto event = read_listener<ReaderListens>(reader, json);
  if (!event || json.at_key("reached").error()) return event;
  std::get<ReaderListens>(*event).reached = reader.value<std::int64_t>(json, "reached");
  return event;
}

std::optional<domain::PresenceEvent> read_event(FieldReader& reader, const simdjson::dom::object& json) {
  const auto kind = reader.value<std::string_view>(json, "kind");
  if (!kind) return std::nullopt;
  if (*kind == "connected") return read_socket<ReaderConnected>(reader, json);
  if (*kind == "left") return read_socket<ReaderLeft>(reader, json);
  if (*kind == "listens") return read_listens(reader, json);
  if (*kind == "stopped") return read_listener<ReaderStopped>(reader, json);
  if (*kind != "alive") reader.refuse("kind", "is none that is known");
  const auto node = reader.id<domain::NodeId>(json, "node");
  if (reader.refused()) return std::nullopt;
  return NodeAlive{*node};
}

}  // namespace

std::string key_of(const domain::PresenceEvent& event) {
  const auto text = std::visit(TextOf(), event);
  if (text.reader.empty()) return text.node;
  return text.reader + '/' + (text.node.empty() ? text.listener : text.node);
}

std::string encode_record(const domain::PresenceEvent& event) {
  const auto text = std::visit(TextOf(), event);
  std::string out = R"({"v":1,"kind":")" + std::string(text.kind) + '"';
  append_field(out, "reader", text.reader);
  append_field(out, "node", text.node);
  append_field(out, "listener", text.listener);
  if (text.reached) out.append(R"(,"reached":)").append(std::to_string(*text.reached));
  return out + '}';
}

Decoded<domain::PresenceEvent> decode_presence(std::string_view json) {
  return decode_fields<domain::PresenceEvent>(json, read_event);
}

}  // namespace caravan::wire
