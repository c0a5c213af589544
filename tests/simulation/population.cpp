#include "population.hpp"

#include <algorithm>

#include "runtime/run_to_end.hpp"

namespace caravan::simulation {

namespace {

domain::Chat chat_of(SeededRandom& random, std::vector<domain::UserId> members) {
  const auto kind = members.size() == 2 ? domain::ChatKind::direct : domain::ChatKind::group;
  domain::Chat chat{
      .id = {domain::Uuid::v4(random.next(), random.next())}, .kind = kind, .name = {}, .members = {}};
  for (const auto user : members)
    chat.members.push_back({user, "user-" + user.to_string()});
  return chat;
}

}  // namespace

Population::Population(World& world) : stored(world.clock, world.random) {
  const auto count = 3 + world.random.below(4);
  for (std::size_t i = 1; i <= count; ++i)
    users.push_back({static_cast<std::int64_t>(i)});
  chats.push_back(chat_of(world.random, users));
  for (std::size_t i = 1; i < count; ++i)
    chats.push_back(chat_of(world.random, {users[i - 1], users[i]}));
  memory::MemoryChats store(stored);
  for (const auto& chat : chats)
    runtime::run_to_end(store.create(chat)).value();
}

std::vector<domain::Chat> Population::chats_of(domain::UserId user) const {
  std::vector<domain::Chat> own;
  std::copy_if(chats.begin(), chats.end(), std::back_inserter(own),
               [user](const domain::Chat& chat) { return chat.has_member(user); });
  return own;
}

}  // namespace caravan::simulation
