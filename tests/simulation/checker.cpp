#include "checker.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <tuple>

namespace caravan::simulation {

namespace {

std::string milliseconds(runtime::SteadyTime::duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

}  // namespace

void Checker::sending(const domain::Draft& draft) {
  Sent sent{draft, std::nullopt, std::nullopt, {}, {}};
  const auto newest = newest_acknowledged_.find(draft.chat);
  if (newest != newest_acknowledged_.end()) sent.after = newest->second;
  sends_.emplace(draft.key(), std::move(sent));
}

void Checker::acknowledged(const domain::Message& message, const Store& store) {
  auto& sent = sends_.at(message.key());
  world_.trace.note("send.acknowledged",
                    {message.from.value, message.time.instant().time_since_epoch().count()});
  world_.expect(message.chat == sent.draft.chat && message.body == sent.draft.body,
                "an acknowledgement is of what was sent");
  world_.expect(store.durable().accepted(message.key()) != nullptr, "acknowledged means durable");
  world_.expect(!sent.after || message.time > *sent.after, "a later send has a later time");
  if (sent.answer) return sent.further_answers.push_back(message);
  sent.answer = message;
  sent.answered_at = world_.clock.now();
  auto [newest, first] = newest_acknowledged_.try_emplace(message.chat, message.time);
  if (!first) newest->second = std::max(newest->second, message.time);
}

void Checker::check_bounds(const Process& process) {
  world_.expect(process.aggregate().open_windows() <= bounds_.windows_open_max,
                "open windows stay within their bound");
  for (std::size_t loop = 0; loop < Process::kHttpLoops; ++loop)
    world_.expect(process.hub().backlog_bytes(loop) <= bounds_.loop_backlog_bytes_max,
                  "what waits for a loop stays within its bound");
}

void Checker::check_history(const Image& image) const {
  for (const auto& chat : population_.chats)
    check_order(image.history(chat.id));
  for (const auto& [key, sent] : sends_) {
    world_.expect(sent.answer.has_value(), "every send is acknowledged in the end");
    if (!sent.answer) continue;
    const auto& history = image.history(sent.draft.chat);
    const auto copies = std::count_if(history.begin(), history.end(),
                                      [key = key](const auto& message) { return message->key() == key; });
    world_.expect(copies == 1, "an acknowledged message is in history exactly once");
    const auto stored = image.accepted(key);
    world_.expect(stored && *stored == *sent.answer, "history holds what was acknowledged");
    for (const auto& answer : sent.further_answers)
      world_.expect(answer == *sent.answer, "a repeated send is answered the first result");
  }
}

void Checker::check_order(const std::vector<domain::SharedMessage>& history) const {
  for (std::size_t i = 0; i < history.size(); ++i) {
    world_.expect(i == 0 || history[i - 1]->time < history[i]->time, "times grow in the order of acceptance");
    world_.expect(sends_.contains(history[i]->key()), "history holds only what was sent");
  }
}

namespace {

// The reader read history, and the delivery at that place was in it.
bool found_by_gap(const Shown& shown, domain::UserId reader, ports::Offset place) {
  const auto gap = shown.gap_up_to.find(reader);
  return gap != shown.gap_up_to.end() && place <= gap->second;
}

}  // namespace

void Checker::check_hops(const Image& image, const Shown& shown) const {
  check_deliveries(image);
  check_batches(image);
  std::map<std::pair<domain::UserId, domain::MessageKey>, ports::Offset> delivered;  // the first time
  std::set<std::pair<domain::UserId, domain::MessageKey>> grouped;
  for (const auto& [offset, delivery, place] : image.topic<domain::Delivery>())
    delivered.try_emplace({delivery.recipient, delivery.message->key()}, place);
  for (const auto& [offset, batch, place] : image.topic<domain::Batch>())
    for (const auto& message : batch.messages)
      grouped.emplace(batch.recipient, message->key());
  for (const auto& chat : population_.chats)
    for (const auto& message : image.history(chat.id))
      for (const auto& member : chat.members) {
        const std::pair key{member.id, message->key()};
        world_.expect(delivered.contains(key), "every message is delivered to every member");
        if (member.id == message->from) continue;
        world_.expect(grouped.contains(key), "every message is in a batch for everybody but its sender");
        world_.expect(shown.first.contains(key) || found_by_gap(shown, member.id, delivered[key]),
                      "every message reaches the feed of everybody but its sender, or he finds a gap");
      }
}

void Checker::check_batches(const Image& image) const {
  for (const auto& [offset, batch, place] : image.topic<domain::Batch>()) {
    std::size_t bytes = 0;
    for (const auto& message : batch.messages)
      bytes += message->body.size();
    world_.expect(bytes <= bounds_.batch_bytes_max || batch.messages.size() == 1,
                  "a batch stays within its bound, unless it is one large message");
  }
}

// First deliveries to one person keep the order of each chat; repeats may follow later.
void Checker::check_deliveries(const Image& image) const {
  ports::Offset last = 0;
  std::set<std::pair<domain::UserId, domain::MessageKey>> delivered;
  std::map<std::pair<domain::UserId, domain::ChatId>, domain::TimeUuid> newest;
  for (const auto& logged : image.topic<domain::Delivery>()) {
    world_.expect(logged.offset > last, "offsets of deliveries grow");
    last = logged.offset;
    const auto& delivery = logged.record;
    if (!delivered.emplace(delivery.recipient, delivery.message->key()).second) continue;
    const auto time = delivery.message->time;
    const auto [place, first] = newest.try_emplace({delivery.recipient, delivery.message->chat}, time);
    world_.expect(first || place->second < time, "deliveries keep the order of their chat");
    place->second = time;
  }
}

void Checker::check_feed_waits(const Shown& shown) {
  const auto longest = bounds_.window + bounds_.pace + bounds_.slack;
  for (const auto& [key, at] : shown.first) {
    const auto sent = sends_.find(key.second);
    if (sent == sends_.end() || !sent->second.answer) continue;
    const auto since = sent->second.answered_at;
    if (!world_.calm_between(since - bounds_.calm_after, since + longest)) continue;
    ++feed_waits_;
    if (at - since > longest)
      world_.violated("nobody waits longer than the window, the pace and the slack: " +
                      milliseconds(at - since));
  }
}

void Checker::check_live_waits(domain::UserId user, const Attention& attention) {
  for (const auto& [key, sent] : sends_) {
    const auto chat = std::find_if(population_.chats.begin(), population_.chats.end(),
                                   [&](const auto& known) { return known.id == sent.draft.chat; });
    if (!sent.answer || !chat->has_member(user)) continue;
    const auto since = sent.answered_at, latest = since + bounds_.slack;
    if (!world_.calm_between(since - bounds_.calm_after, latest)) continue;
    const bool looked =
        std::any_of(attention.spans().begin(), attention.spans().end(),
                    [&](const auto& span) { return span.from <= since && latest <= span.to; });
    if (!looked) continue;
    ++live_waits_;
    const auto shown = attention.first_shown(key);
    world_.expect(shown.has_value(), "a reader who looks is shown what is sent");
    if (shown && *shown > latest)
      world_.violated("a reader who looks waits no longer than the slack: " + milliseconds(*shown - since));
  }
}

void Checker::check_view(domain::UserId user, const std::set<domain::MessageKey>& seen,
                         const Image& image) const {
  std::set<domain::MessageKey> history;
  for (const auto& chat : population_.chats)
    if (chat.has_member(user))
      for (const auto& message : image.history(chat.id))
        history.insert(message->key());
  world_.expect(std::includes(seen.begin(), seen.end(), history.begin(), history.end()),
                "a reader misses nothing of the history");
  world_.expect(std::includes(history.begin(), history.end(), seen.begin(), seen.end()),
                "a reader sees nothing but the history");
}

}  // namespace caravan::simulation
