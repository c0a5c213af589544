#include "distributed/ledger.hpp"

#include <algorithm>
#include <string>

namespace caravan::simulation {

using namespace std::chrono_literals;

void Ledger::began(Life life) {
  began_[life] = world_.clock.now();
}

void Ledger::sending(const domain::Draft& draft, Life to) {
  auto [sent, first] = sends_.try_emplace(draft.key());
  ++sent->second.attempts;
  if (!first) return;
  sent->second.draft = draft;
  sent->second.first_to = to;
  sent->second.begun = world_.clock.now();
}

void Ledger::acknowledged(const domain::Draft& draft, const domain::Message& answer, bool is_in_history) {
  auto& sent = sends_.at(draft.key());
  world_.expect(is_in_history, "acknowledged means durable");
  world_.expect(answer.chat == draft.chat && answer.body == draft.body, "a send is answered its own message");
  if (sent.answer) return expect_answers_agree(sent, answer);
  sent.answer = answer;
  sent.life = life_of_(answer.time);
  sent.answered = world_.clock.now();
  if (sent.attempts == 1) expect_above_what_was_heard(sent, answer);
}

void Ledger::expect_answers_agree(const Sent& sent, const domain::Message& answer) {
  world_.expect(*sent.answer == answer, "a repeated send is answered the first result");
}

// A message lies above those that its node had given times before, and above those of others that it must
// have heard by then.
void Ledger::expect_above_what_was_heard(const Sent& sent, const domain::Message& answer) {
  const auto life = sent.life;
  if (life != sent.first_to) return;
  for (const auto& [key, other] : sends_) {
    const bool of_the_same = other.answer && other.answer->chat == answer.chat && key != answer.key() &&
                             other.life == life && other.answered <= sent.begun;
    if (!of_the_same) continue;
    ++orders_judged_;
    world_.expect(other.answer->time < answer.time, "a later send through the same node has a later time");
  }
  for (const auto& [key, other] : landed_) {
    if (other.message.chat != answer.chat || other.at + promises_.heard_within > sent.begun) continue;
    if (!was_quiet(other.partition, std::min(other.at, began_.at(life)))) continue;
    ++orders_judged_;
    world_.expect(other.message.time < answer.time, "a later send has a later time than what was heard");
  }
}

bool Ledger::was_quiet(std::size_t partition, runtime::SteadyTime from) const {
  const auto found = trouble_.find(partition);
  const auto last = found == trouble_.end() ? runtime::SteadyTime::min() : found->second;
  return last < from && world_.calm_between(from, world_.clock.now());
}

void Ledger::became_visible(const domain::Message& message, bool as_called) {
  // What is sent again keeps the time that its id was claimed with, and appears late.
  if (!as_called || excused_.contains(message.key())) return;
  const auto life = life_of_(message.time);
  const auto [newest, first] = newest_visible_.try_emplace({life, message.chat}, message.time);
  world_.expect(newest->second <= message.time,
                "a chat's messages become visible in the order of their times");
  newest->second = std::max(newest->second, message.time);
}

void Ledger::append_begins(Life life, const domain::Message& message, bool relayed,
                           runtime::SystemTime node_wall) {
  const auto owner = life_of_(message.time);
  if (relayed) {
    ++relayed_;
    const auto age = std::chrono::duration<double>(node_wall - message.time.instant());
    world_.expect(owner == life || age >= promises_.others_after,
                  "what another process noted is left to it while it lives");
    return;
  }
  if (owner != life) sent_again_elsewhere_.insert(message.key());
  auto& path = paths_[message.key()];
  if (path.append_begun || owner != life) return;
  path.life = life;
  path.append_begun = ++events_;
}

void Ledger::append_failed(Life life, const domain::MessageKey& key) {
  const auto path = paths_.find(key);
  if (path != paths_.end() && path->second.life == life) path->second.append_failed = ++events_;
}

void Ledger::note_begins(Life life, const domain::Message& message, std::size_t partition) {
  const bool others_wait = std::ranges::any_of(noted_, [&](const auto& noted) {
    return noted.second == message.chat && noted.first != message.key();
  });
  const auto trouble = trouble_.find(partition);
  const bool troubled =
      trouble != trouble_.end() && world_.clock.now() - trouble->second <= promises_.trouble_lasts;
  world_.expect(others_wait || troubled ||
                    !world_.calm_between(world_.clock.now() - promises_.trouble_lasts, world_.clock.now()),
                "a partition that is away concerns its own messages alone");
  noted_.emplace(message.key(), message.chat);
  auto& path = paths_[message.key()];
  if (path.note_begun || life_of_(message.time) != life) return;
  path.life = life;
  path.note_begun = ++events_;
}

void Ledger::landed(const domain::Message& message, std::size_t partition) {
  landed_.try_emplace(message.key(), Landed{message, partition, world_.clock.now(), ++events_});
}

void Ledger::check(const History& history,
                   const std::function<std::vector<domain::UserId>(domain::ChatId)>& members) const {
  check_ids(history);
  check_log(history);
  check_log_order();
  for (const auto& [key, landed] : landed_)
    for (const auto member : members(landed.message.chat))
      world_.expect(delivered_.contains({member, key}), "every message is delivered to every member");
}

void Ledger::check_ids(const History& history) const {
  std::map<domain::MessageKey, std::size_t> stored;
  for (const auto& [chat, messages] : history)
    for (const auto& message : messages) {
      world_.expect(++stored[message.key()] == 1, "an id is one message");
      const auto sent = sends_.find(message.key());
      world_.expect(sent != sends_.end() && sent->second.draft.body == message.body,
                    "history holds what was sent");
    }
  for (const auto& [key, sent] : sends_)
    if (sent.answer) world_.expect(stored.contains(key), "acknowledged means durable");
}

void Ledger::check_log(const History& history) const {
  for (const auto& [key, sent] : sends_)
    if (sent.answer) world_.expect(landed_.contains(key), "what was acknowledged reaches the log");
  for (const auto& [chat, messages] : history)
    for (const auto& message : messages) {
      const bool nobody_is_left =
          excused_.contains(message.key()) || crashed_.contains(life_of_(message.time));
      world_.expect(nobody_is_left || landed_.contains(message.key()),
                    "what is in history reaches the log, though nobody waited for it");
    }
}

void Ledger::check_log_order() const {
  std::map<std::pair<Life, domain::ChatId>, std::vector<const Landed*>> sequences;
  for (const auto& [key, landed] : landed_)
    if (!excused_.contains(key) && !sent_again_elsewhere_.contains(key) && paths_.contains(key))
      sequences[{paths_.at(key).life, landed.message.chat}].push_back(&landed);
  for (auto& [of, sequence] : sequences) {
    if (of.first == 0 || crashed_.contains(of.first)) continue;
    std::ranges::sort(sequence, {}, [](const auto* landed) { return landed->message.time; });
    for (auto later = sequence.begin(); later != sequence.end(); ++later)
      for (auto earlier = sequence.begin(); earlier != later; ++earlier)
        world_.expect(
            (*earlier)->order < (*later)->order ||
                may_be_overtaken(paths_.at((*later)->message.key()), paths_.at((*earlier)->message.key())),
            "nothing overtakes what waits among the unpublished");
  }
}

// Only by what was on its way already when it became known that the log has not taken it.
bool Ledger::may_be_overtaken(const Path& by, const Path& overtaken) const {
  const auto begun = by.append_begun ? by.append_begun : by.note_begun;
  return overtaken.append_failed && overtaken.note_begun && begun && *begun < *overtaken.note_begun;
}

void Ledger::check_reader(const std::set<domain::MessageKey>& seen,
                          const std::vector<domain::Message>& history) const {
  for (const auto& message : history)
    world_.expect(seen.contains(message.key()), "who reads forward misses nothing that became visible late");
}

}  // namespace caravan::simulation
