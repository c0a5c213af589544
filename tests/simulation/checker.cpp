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
  const auto& aggregate = process.aggregate();
  world_.expect(aggregate.open_windows() <= bounds_.windows_open_max, "open windows stay within their bound");
  // What was read together is judged together.
  world_.expect(aggregate.held().bytes() <= bounds_.held_bytes_max + 8 * bounds_.batch_bytes_max,
                "what is held stays within its bound");
  held_too_much_ = held_too_much_ || aggregate.held().let_go_early() > 0;
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

void Checker::check_hops(const Image& image, const Shown& shown, const Attended& attended) const {
  check_deliveries(image);
  check_batches(image);
  std::map<std::pair<domain::UserId, domain::MessageKey>, ports::Offset> delivered;  // the first time
  std::set<std::pair<domain::UserId, domain::MessageKey>> grouped;
  for (const auto& [offset, delivery, place] : image.topic<domain::Delivery>())
    delivered.try_emplace({delivery.recipient, delivery.message->key()}, place);
  for (const auto& [offset, batch, place] : image.topic<domain::Batch>())
    for (const auto& message : batch.messages)
      if (batch.reader()) grouped.emplace(*batch.reader(), message->key());
  for (const auto& chat : population_.chats)
    for (const auto& message : image.history(chat.id))
      for (const auto& member : chat.members) {
        const std::pair key{member.id, message->key()};
        world_.expect(delivered.contains(key), "every message is delivered to every member");
        if (member.id == message->from) continue;
        // Whoever would have needed what was let go early finds a gap, or reads when his socket comes.
        const bool let_go = held_too_much_ && (found_by_gap(shown, member.id, delivered[key]) ||
                                               attended.sockets.contains(member.id));
        const bool fetched = was_fetched(key, delivered[key], attended);
        world_.expect(grouped.contains(key) || is_excused(key, attended) || let_go || fetched,
                      "every message is in a batch for every reader whom no socket serves and who was seen");
        world_.expect(!grouped.contains(key) || shown.first.contains(key) ||
                          found_by_gap(shown, member.id, delivered[key]),
                      "every batch reaches its reader's feed, or he finds a gap");
      }
}

void Checker::check_streams(const Shown& shown) {
  if (!world_.gathers_streams) return;
  const auto longest = bounds_.window + bounds_.slack;
  for (const auto& [key, sent] : sends_) {
    const auto first = shown.in_stream.find(key);
    world_.expect(first != shown.in_stream.end(), "every message is in a document of its stream");
    if (first == shown.in_stream.end() || !sent.answer) continue;
    const auto latest = sent.answered_at + longest;
    if (!world_.calm_between(sent.answered_at - bounds_.calm_after, latest)) continue;
    ++stream_waits_;
    world_.expect(first->second <= latest,
                  "a message is in a document of its stream within the window and the slack");
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

// Nothing had to be written: for a moment at least, in which it counted, a socket served the reader, or he
// had not been seen for long.
bool Checker::is_excused(const Attended::Key& key, const Attended& attended) const {
  const auto taken = attended.taken.find(key);
  if (taken == attended.taken.end()) return false;
  const auto from = taken->second, to = from + bounds_.held + bounds_.slack;
  // Much time may have passed for whoever stood still.
  if (world_.halted_between(from, to + bounds_.unseen_after)) return true;
  const auto seen_since = from - bounds_.unseen_after + bounds_.slack;
  bool seen = false;
  if (const auto sockets = attended.sockets.find(key.first); sockets != attended.sockets.end())
    for (const auto& span : sockets->second) {
      if (span.touches(from - bounds_.leave_grace, to)) return true;
      seen = seen || span.touches(seen_since, from);
    }
  if (const auto listens = attended.listens.find(key.first); listens != attended.listens.end())
    for (const auto at : listens->second)
      seen = seen || (at >= seen_since && at <= from);
  return !seen;
}

// While it waited in a window, or was held for somebody who might turn up, a listener of the reader said that
// it had it.
bool Checker::was_fetched(const Attended::Key& key, ports::Offset place, const Attended& attended) const {
  const auto taken = attended.taken.find(key);
  const auto reached = attended.reached.find(key.first);
  if (taken == attended.taken.end() || reached == attended.reached.end()) return false;
  const auto latest = taken->second + std::max(bounds_.window, bounds_.held) + bounds_.slack;
  return std::ranges::any_of(reached->second,
                             [&](const auto& said) { return said.offset >= place && said.at <= latest; });
}

void Checker::check_presence(const Shown& shown, const Attended& attended) {
  check_writes(attended);
  for (const auto& [user, spans] : attended.sockets)
    for (std::size_t i = 0; i < spans.size(); ++i) {
      if (!spans[i].to) continue;
      const auto soon = *spans[i].to + bounds_.covered_within + bounds_.slack;
      const bool comes_back = i + 1 < spans.size() && spans[i + 1].from <= soon;
      if (!comes_back) check_leaving(user, spans[i], shown, attended);
    }
}

// From before a delivery was looked at, until after it was handed on, the reader had a socket, and there
// never was a listener of his.
void Checker::check_writes(const Attended& attended) const {
  for (const auto& [key, batched] : attended.batched) {
    const auto sockets = attended.sockets.find(key.first);
    if (sockets == attended.sockets.end() || attended.listens.contains(key.first)) continue;
    const auto taken = attended.taken.at(key);
    for (const auto& span : sockets->second)
      world_.expect(!span.covers(taken, batched), "nothing is written for who is served by a socket");
  }
}

// What was delivered to him shortly before is shown soon, whether or not it reached him. A listener of his
// would have opened windows, which may take their time.
void Checker::check_leaving(domain::UserId user, const Attended::Span& span, const Shown& shown,
                            const Attended& attended) {
  const auto left = *span.to;
  const auto latest = left + bounds_.covered_within + bounds_.slack;
  // What was let go early reaches him with the next message, behind a gap.
  if (held_too_much_ || attended.listens.contains(user)) return;
  if (!world_.calm_between(left - bounds_.calm_after, latest)) return;
  for (const auto& [key, taken] : attended.taken) {
    if (key.first != user || key.second.from == user) continue;
    if (!span.covers(taken, taken) || taken < left - bounds_.held / 2) continue;
    ++covered_;
    const auto first = shown.first.find(key);
    world_.expect(first != shown.first.end() && first->second <= latest,
                  "who leaves his socket is covered within the grace, the pace and the slack");
  }
}

template <class Counts, class Late>
std::size_t Checker::count_waits(domain::UserId user, const Attention& attention,
                                 std::chrono::milliseconds longest, Counts counts, Late late) const {
  std::size_t judged = 0;
  for (const auto& [key, sent] : sends_) {
    const auto chat = std::find_if(population_.chats.begin(), population_.chats.end(),
                                   [&](const auto& known) { return known.id == sent.draft.chat; });
    if (!sent.answer || !chat->has_member(user) || !counts(key)) continue;
    const auto since = sent.answered_at, latest = since + longest;
    if (!world_.calm_between(since - bounds_.calm_after, latest)) continue;
    const bool looked =
        std::any_of(attention.spans().begin(), attention.spans().end(),
                    [&](const auto& span) { return span.from <= since && latest <= span.to; });
    if (!looked) continue;
    ++judged;
    const auto shown = attention.first_shown(key);
    if (!shown || *shown > latest) late(shown ? milliseconds(*shown - since) : "for ever");
  }
  return judged;
}

void Checker::check_live_waits(domain::UserId user, const Attention& attention) {
  const auto all = [](const domain::MessageKey&) { return true; };
  live_waits_ += count_waits(user, attention, bounds_.slack, all, [this](const std::string& waited) {
    world_.violated("a reader who looks waits no longer than the slack: " + waited);
  });
}

void Checker::check_feed_waits(domain::UserId user, const Attention& attention) {
  const auto longest = bounds_.window + bounds_.pace + bounds_.slack;
  const auto others = [user](const domain::MessageKey& key) { return key.from != user; };
  feed_waits_ += count_waits(user, attention, longest, others, [this](const std::string& waited) {
    world_.violated("a reader who listens waits no longer than the window, the pace and the slack: " +
                    waited);
  });
}

void Checker::check_view(domain::UserId user, const std::set<domain::MessageKey>& seen, const Image& image,
                         Own own) const {
  std::set<domain::MessageKey> history, owed;
  for (const auto& chat : population_.chats)
    if (chat.has_member(user))
      for (const auto& message : image.history(chat.id)) {
        history.insert(message->key());
        if (own == Own::shown || message->from != user) owed.insert(message->key());
      }
  world_.expect(std::includes(seen.begin(), seen.end(), owed.begin(), owed.end()),
                "a reader misses nothing of the history");
  world_.expect(std::includes(history.begin(), history.end(), seen.begin(), seen.end()),
                "a reader sees nothing but the history");
}

}  // namespace caravan::simulation
