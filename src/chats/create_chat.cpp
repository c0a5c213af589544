#include "chats/create_chat.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace caravan::chats {
namespace {

std::optional<CreateRefusal> check(const NewChat& request, const CreateChatOptions& options) {
  const auto& members = request.members;
  const std::size_t count_max = request.kind == domain::ChatKind::direct ? 2 : options.group_members_max;
  if (members.size() < 2 || members.size() > count_max) return CreateRefusal::wrong_count;
  auto sorted = members;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return CreateRefusal::repeated_member;
  if (!std::binary_search(sorted.begin(), sorted.end(), request.caller)) return CreateRefusal::not_a_member;
  return std::nullopt;
}

}  // namespace

ports::Task<CreateOutcome> CreateChat::create(NewChat request) {
  if (const auto refusal = check(request, options_)) co_return *refusal;

  auto members = co_await accounts_of(std::move(request.members));
  if (!members && members.error().code == ports::Errc::not_found) co_return CreateRefusal::unknown_user;
  if (!members) co_return members.error();

  domain::Chat chat{.id = {domain::Uuid::v4(random_.next(), random_.next())},
                    .kind = request.kind,
                    .name = std::move(request.name),
                    .members = std::move(*members)};
  auto creation = co_await chats_.create(std::move(chat));
  if (!creation) co_return creation.error();
  if (creation->existed) co_return AlreadyThere{creation->chat.id};
  co_return std::move(creation->chat);
}

ports::Task<ports::Result<std::vector<domain::Account>>> CreateChat::accounts_of(
    std::vector<domain::UserId> ids) {
  std::vector<domain::Account> accounts;
  for (const auto id : ids) {
    auto account = co_await accounts_.find(id);
    if (!account) co_return account.error();
    accounts.push_back(std::move(*account));
  }
  co_return accounts;
}

}  // namespace caravan::chats
