#include "adapters/cassandra/cassandra_chats.hpp"

#include <algorithm>

namespace caravan::cassandra {

using domain::ChatKind;
using ports::ChatCreation;
using ports::Errc;
using ports::Error;
using ports::Result;

namespace {

constexpr std::int32_t kDirect = 0, kGroup = 1;

}  // namespace

domain::Chat CassandraChats::chat_row(const Answer& answer, domain::ChatId id) {
  domain::Chat chat{id,
                    answer.int32(0, 0) == kDirect ? ChatKind::direct : ChatKind::group,
                    std::string(answer.text(0, 1)),
                    {}};
  for (std::size_t row = 0; row < answer.rows(); ++row)
    chat.members.push_back({domain::UserId{answer.int64(row, 2)}, std::string(answer.text(row, 3))});
  return chat;
}

domain::TimeUuid CassandraChats::next_time() {
  const auto now = std::chrono::floor<domain::TimeUuidTicks>(clock_.wall());
  const std::lock_guard lock(mutex_);
  return times_.next(now);
}

ports::Task<Result<domain::Chat>> CassandraChats::find(domain::ChatId id) {
  auto look = call(Statement::chat, id);
  const auto answer = co_await cluster_.run(std::move(look));
  if (!answer) co_return answer.error();
  if (answer->rows() == 0) co_return Error{Errc::not_found, "no such chat"};
  co_return chat_row(*answer, id);
}

// The members' lists first, the chat last: a chat that can be found is in every list. An entry whose chat is
// not there yet is left out of a list.
ports::Task<Result<void>> CassandraChats::write(Dated dated) {
  const auto& chat = dated.chat;
  std::vector<Call> list_entries, members;
  for (const auto& member : chat.members) {
    list_entries.push_back(call(Statement::insert_user_chat, member.id, dated.created, chat.id));
    members.push_back(call(Statement::insert_member, chat.id, static_cast<std::int32_t>(members.size()),
                           chat.kind == ChatKind::direct ? kDirect : kGroup, std::string_view(chat.name),
                           member.id, std::string_view(member.username)));
  }
  const auto listed = co_await cluster_.run(std::move(list_entries));
  if (!listed) co_return listed.error();
  co_return co_await cluster_.write_together(std::move(members));
}

ports::Task<Result<ChatCreation>> CassandraChats::create(domain::Chat chat) {
  Dated dated{std::move(chat), next_time()};
  if (dated.chat.kind == ChatKind::direct) co_return co_await create_direct(std::move(dated));
  const auto written = co_await write(dated);
  if (!written) co_return written.error();
  co_return ChatCreation{std::move(dated.chat), false};
}

ports::Task<Result<ChatCreation>> CassandraChats::create_direct(Dated dated) {
  const auto& first = dated.chat.members.front();
  const auto& second = dated.chat.members.back();
  const auto [low, high] = std::minmax(first.id, second.id);
  auto take = call(Statement::take_pair, low, high, dated.chat.id, dated.created, first.id,
                   std::string_view(first.username), second.id, std::string_view(second.username));
  const auto taken = co_await cluster_.run(std::move(take));
  if (!taken) co_return taken.error();
  if (taken->boolean(0, 0)) {
    const auto written = co_await write(dated);
    if (!written) co_return written.error();
    co_return ChatCreation{std::move(dated.chat), false};
  }

  auto owner = co_await of_pair(low, high);
  if (!owner) co_return owner.error();
  const auto complete = co_await find(owner->chat.id);
  if (!complete && complete.error().code != Errc::not_found) co_return complete.error();
  // Its creator is about to write it, or has died: the same rows may be written twice.
  if (!complete) {
    const auto written = co_await write(*owner);
    if (!written) co_return written.error();
  }
  // The driver may have sent our own write twice, and found it there.
  const bool existed = owner->chat.id != dated.chat.id;
  co_return ChatCreation{std::move(owner->chat), existed};
}

ports::Task<Result<CassandraChats::Dated>> CassandraChats::of_pair(domain::UserId low, domain::UserId high) {
  auto look = call(Statement::pair, low, high);
  const auto answer = co_await cluster_.run(std::move(look));
  if (!answer) co_return answer.error();
  if (answer->rows() == 0) co_return Error{Errc::uncertain, "a pair that was taken is not there"};
  const auto member = [&answer](std::size_t column) {
    return domain::Account{domain::UserId{answer->int64(0, column)},
                           std::string(answer->text(0, column + 1))};
  };
  domain::Chat chat{domain::ChatId{answer->uuid(0, 0)}, ChatKind::direct, "", {member(2), member(4)}};
  co_return Dated{std::move(chat), answer->time(0, 1)};
}

}  // namespace caravan::cassandra
