#include "adapters/firestore/batches_feed.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/firestore/messages_document.hpp"

namespace caravan::firestore {

using ports::Errc;
using ports::Error;
using ports::FeedAnswer;

namespace {

constexpr std::string_view kShow = "show", kMembers = "members", kLostRace = "lost_race";

std::string members_path(domain::ChatId chat) {
  return "chats/" + chat.to_string();
}

Fields members_fields(const domain::Chat& chat) {
  std::vector<std::string> members;
  for (const auto& member : chat.members)
    members.push_back(member.id.to_string());
  return {{"members", std::move(members)}};
}

std::vector<domain::UserId> ids_of(const std::vector<domain::Account>& members) {
  std::vector<domain::UserId> ids;
  for (const auto& member : members)
    ids.push_back(member.id);
  return ids;
}

}  // namespace

BatchesFeed::BatchesFeed(Database& database, Options options, ports::Members& members, runtime::Clock& clock,
                         runtime::Random& random)
    : options_(options),
      members_(members),
      clock_(clock),
      billed_(database, options.calls, clock, random),
      known_chats_(options.known_chats_max),
      calls_(database.executor(), "firestore batches", options.queue_max) {}

ports::Task<FeedAnswer> BatchesFeed::show(domain::Batch batch) {
  auto answer = co_await calls_.run(show_on_loop(std::move(batch)));
  if (answer) co_return *std::move(answer);
  co_return FeedAnswer{Error{Errc::overloaded, "too much waits for Firestore"}, {}, billed_.ordinary_pause()};
}

ports::Task<FeedAnswer> BatchesFeed::show_on_loop(domain::Batch batch) {
  const auto* const stream = batch.stream();
  if (!stream) co_return FeedAnswer{Error{Errc::invalid, "a batch for one reader, not of one sender"}};
  const auto chat = co_await members_.of(stream->chat);
  if (!chat) co_return FeedAnswer{chat.error(), {}, billed_.ordinary_pause()};

  FeedAnswer answer;
  answer.readers = ids_of((*chat)->members);
  co_await know_members(**chat, answer);
  for (Messages left(batch.messages); answer.outcome && !left.empty();) {
    const auto count = fitting(left);
    co_await show_in_one(*stream, left.first(count), answer);
    left = left.subspan(count);
  }
  co_return answer;
}

// The members of a chat never change, so what is there already is right.
ports::Task<void> BatchesFeed::show_members(const domain::Chat& chat, FeedAnswer& answer) {
  const auto found = co_await billed_.read(members_path(chat.id), kMembers, true, answer);
  if (!found.status.ok()) co_return;
  if (!found.document) {
    Write write{members_path(chat.id), members_fields(chat)};
    const auto written = co_await billed_.write(std::move(write), kMembers, answer);
    if (!written.status.ok()) co_return billed_.refuse(answer, written.status);
    ++answer.cost.unseen_writes;
    answer.cost.bytes_out -= written.bytes;
  }
  known_chats_.of(chat.id);
}

// A chat's first batches often come together: one looks, and the others wait for what comes of it.
ports::Task<void> BatchesFeed::know_members(const domain::Chat& chat, FeedAnswer& answer) {
  if (known_chats_.find(chat.id)) co_return;
  const auto [place, first] = looks_.try_emplace(chat.id);
  if (first) {
    place->second = std::make_shared<Look>();
    const auto look = place->second;
    co_await show_members(chat, answer);
    look->outcome = answer.outcome;
    looks_.erase(chat.id);
    look->ended.set();
    co_return;
  }
  const auto look = place->second;
  runtime::BroadcastEvent::Waiter told(look->ended);
  while (!look->outcome)
    co_await clock_.wait(told.event(), runtime::SteadyTime::max());
  answer.outcome = *look->outcome;
  if (!answer.outcome) answer.retry_after = billed_.ordinary_pause();
}

ports::Task<void> BatchesFeed::show_in_one(const domain::Stream& stream, Messages messages,
                                           FeedAnswer& answer) {
  const auto path = messages_path(*messages.front());
  MessagesDocument document(stream);
  Precondition precondition = MustBeMissing{};
  for (std::size_t attempt = 1; document.add(messages); ++attempt) {
    Write write{path, document.fields(expiry()), precondition};
    const auto written = co_await billed_.write(std::move(write), attempt == 1 ? kShow : kLostRace, answer);
    if (written.status.ok()) {
      if (std::holds_alternative<MustBeMissing>(precondition)) note_made(answer);
      co_return;
    }
    if (!billed_.is_again(written.status, attempt)) co_return billed_.refuse(answer, written.status);
    co_await billed_.pause();
    const auto found = co_await billed_.read(path, kLostRace, false, answer);
    if (!found.status.ok()) co_return;
    document = MessagesDocument(stream);
    precondition = MustBeMissing{};
    if (!found.document) continue;
    auto there = MessagesDocument::from(found.document->fields, stream);
    if (!there) {
      answer.outcome = Error{Errc::invalid, path + " is there and is not a batch of " + to_string(stream)};
      co_return;
    }
    document = *std::move(there);
    precondition = found.document->updated;
  }
  // All of it stands there: a write before this one succeeded, and nobody has said so.
  note_made(answer);
  ++answer.cost.late_writes;
  answer.cost.bytes_out += bytes_of(Write{path, document.fields(expiry())});
}

// Its removal will be billed.
void BatchesFeed::note_made(FeedAnswer& answer) const {
  if (options_.kept.count() > 0) ++answer.cost.deletes;
}

std::optional<std::chrono::sys_seconds> BatchesFeed::expiry() const {
  if (options_.kept.count() == 0) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(clock_.wall() + options_.kept);
}

}  // namespace caravan::firestore
