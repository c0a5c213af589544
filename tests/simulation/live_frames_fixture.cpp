#include "live_frames_fixture.hpp"

#include <simdjson.h>

namespace caravan::simulation {

namespace dom = simdjson::dom;

namespace {

std::optional<ReadPublication> read_publication(dom::element json) {
  ReadPublication publication;
  dom::array messages;
  if (json["offset"].get(publication.offset) || json["data"]["messages"].get(messages)) return std::nullopt;
  for (const auto message : messages) {
    std::string_view id_text, from_text;
    if (message["message_id"].get(id_text) || message["from_user"].get(from_text)) return std::nullopt;
    const auto id = domain::MessageId::parse(id_text);
    const auto from = domain::UserId::parse(from_text);
    if (!id || !from) return std::nullopt;
    publication.messages.push_back({*from, *id});
  }
  return publication;
}

bool read_reply(dom::element subscription, ReadFrame& frame) {
  frame.connected = true;
  std::string_view epoch;
  if (subscription["epoch"].get(epoch) || subscription["offset"].get(frame.offset)) return false;
  frame.epoch = epoch;
  // Absent means no.
  frame.recovered = !subscription["recovered"].error();
  dom::array publications;
  if (subscription["publications"].get(publications)) return true;
  for (const auto json : publications) {
    auto publication = read_publication(json);
    if (!publication) return false;
    frame.publications.push_back(*std::move(publication));
  }
  return true;
}

}  // namespace

std::optional<ReadFrame> read_frame(std::string_view text, domain::UserId user) {
  thread_local dom::parser parser;
  dom::object json;
  if (parser.parse(text.data(), text.size()).get(json)) return std::nullopt;
  ReadFrame frame;
  if (json.size() == 0) return frame;
  const auto channel = "inbox:" + user.to_string();
  dom::element found;
  if (!json["connect"]["subs"][channel].get(found)) {
    if (!read_reply(found, frame)) return std::nullopt;
    return frame;
  }
  std::string_view pushed_to;
  if (json["push"]["channel"].get(pushed_to) || pushed_to != channel || json["push"]["pub"].get(found))
    return std::nullopt;
  auto publication = read_publication(found);
  if (!publication) return std::nullopt;
  frame.publications.push_back(*std::move(publication));
  return frame;
}

}  // namespace caravan::simulation
