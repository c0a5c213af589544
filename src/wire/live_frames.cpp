#include "wire/live_frames.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <simdjson.h>
#include <utility>

#include "wire/json_text.hpp"
#include "wire/log_records.hpp"

namespace caravan::wire {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::array<std::pair<std::string_view, LiveMethod>, 12> kMethods{{
    {"connect", LiveMethod::connect},
    {"refresh", LiveMethod::refresh},
    {"ping", LiveMethod::ping},
    {"subscribe", LiveMethod::subscribe},
    {"unsubscribe", LiveMethod::unsubscribe},
    {"sub_refresh", LiveMethod::sub_refresh},
    {"publish", LiveMethod::publish},
    {"presence", LiveMethod::presence},
    {"presence_stats", LiveMethod::presence_stats},
    {"history", LiveMethod::history},
    {"rpc", LiveMethod::rpc},
    {"send", LiveMethod::send},
}};

std::string_view name_of(LiveMethod method) {
  for (const auto& [name, known] : kMethods)
    if (known == method) return name;
  return {};
}

// Reads into `out` when the field is there. False when it has another type.
template <class Value>
bool read_optional(const object& json, std::string_view field, Value& out) {
  const auto error = json.at_key(field).get(out);
  return !error || error == simdjson::NO_SUCH_FIELD;
}

bool read_optional(const object& json, std::string_view field, std::string& out) {
  std::string_view text;
  if (!read_optional<std::string_view>(json, field, text)) return false;
  out = text;
  return true;
}

bool read_positions(const object& connect, std::vector<LivePosition>& out) {
  object subs;
  const auto error = connect.at_key("subs").get(subs);
  if (error) return error == simdjson::NO_SUCH_FIELD;
  for (const auto& [channel, value] : subs) {
    object sub;
    if (value.get(sub)) return false;
    LivePosition position{.channel = std::string(channel), .epoch = {}, .offset = 0};
    bool recover = false;
    if (!read_optional(sub, "recover", recover)) return false;
    if (!read_optional(sub, "epoch", position.epoch)) return false;
    if (!read_optional(sub, "offset", position.offset) || position.offset < 0) return false;
    if (recover) out.push_back(std::move(position));
  }
  return true;
}

bool read_id(const object& json, std::uint32_t& id) {
  std::uint64_t number = 0;
  if (!read_optional(json, "id", number) || number > std::numeric_limits<std::uint32_t>::max()) return false;
  id = static_cast<std::uint32_t>(number);
  return true;
}

bool read_parameters(const object& parameters, LiveCommand& command) {
  return read_optional(parameters, "token", command.token) &&
         read_optional(parameters, "channel", command.channel) &&
         (command.method != LiveMethod::connect || read_positions(parameters, command.recover));
}

void append_number(std::string& out, std::int64_t number) {
  char text[20];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_reply(std::string& out, std::uint32_t id, std::string_view method) {
  out += R"({"id":)";
  append_number(out, id);
  out += ",\"";
  out += method;
  out += "\":";
}

void append_client(std::string& out, const LiveClient& client) {
  out += R"("client":)";
  append_json_string(out, client.id);
  out += R"(,"version":)";
  append_json_string(out, client.version);
  out += R"(,"expires":true,"ttl":)";
  append_number(out, client.ttl.count());
}

void append_subscription(std::string& out, const LiveConnected& connected) {
  append_json_string(out, connected.channel);
  out += R"(:{"recoverable":true,"positioned":true,"epoch":)";
  append_json_string(out, connected.epoch);
  out += R"(,"offset":)";
  append_number(out, connected.offset);
  if (connected.was_recovering) out += R"(,"was_recovering":true)";
  if (connected.recovered) out += R"(,"recovered":true)";
  if (!connected.publications.empty()) {
    out += R"(,"publications":[)";
    out += connected.publications;
    out += ']';
  }
  out += '}';
}

}  // namespace

std::optional<LiveCommand> decode_command(std::string_view line) {
  thread_local simdjson::dom::parser parser;
  object json;
  if (line.empty() || parser.parse(line.data(), line.size()).get(json)) return std::nullopt;

  LiveCommand command;
  if (!read_id(json, command.id)) return std::nullopt;
  for (const auto& [name, method] : kMethods) {
    element value;
    if (json.at_key(name).get(value)) continue;
    object parameters;
    if (value.get(parameters)) return std::nullopt;
    command.method = method;
    if (!read_parameters(parameters, command)) return std::nullopt;
    return command;
  }
  if (command.id != 0) command.method = LiveMethod::unknown;
  return command;
}

std::string inbox_channel(domain::UserId user) {
  return "inbox:" + user.to_string();
}

void append_publication(std::string& out, domain::UserId recipient,
                        std::span<const domain::SharedMessage> messages, std::int64_t offset) {
  out += R"({"data":)";
  append_batch(out, recipient, messages);
  out += R"(,"offset":)";
  append_number(out, offset);
  out += '}';
}

std::string encode_push(domain::UserId recipient, std::span<const domain::SharedMessage> messages,
                        std::int64_t offset) {
  constexpr std::size_t kFrameBytes = 128, kMessageBytes = 320;
  std::size_t size = kFrameBytes;
  for (const auto& message : messages)
    size += kMessageBytes + message->body.size();

  std::string out;
  out.reserve(size);
  out += R"({"push":{"channel":"inbox:)";
  append_number(out, recipient.value);
  out += R"(","pub":)";
  append_publication(out, recipient, messages, offset);
  out += "}}";
  return out;
}

std::string encode_connected(std::uint32_t id, const LiveConnected& connected) {
  std::string out;
  append_reply(out, id, "connect");
  out += '{';
  append_client(out, connected.client);
  out += R"(,"subs":{)";
  append_subscription(out, connected);
  out += R"(},"ping":)";
  append_number(out, connected.ping_interval.count());
  out += R"(,"pong":true}})";
  return out;
}

std::string encode_refreshed(std::uint32_t id, const LiveClient& client) {
  std::string out;
  append_reply(out, id, "refresh");
  out += '{';
  append_client(out, client);
  out += "}}";
  return out;
}

std::string encode_done(std::uint32_t id, LiveMethod method) {
  std::string out;
  append_reply(out, id, name_of(method));
  out += "{}}";
  return out;
}

std::string encode_error(std::uint32_t id, int code, std::string_view message, bool temporary) {
  std::string out;
  append_reply(out, id, "error");
  out += R"({"code":)";
  append_number(out, code);
  out += R"(,"message":)";
  append_json_string(out, message);
  if (temporary) out += R"(,"temporary":true)";
  out += "}}";
  return out;
}

}  // namespace caravan::wire
