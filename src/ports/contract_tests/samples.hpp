#pragma once

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "domain/chat.hpp"
#include "ports/chats.hpp"
#include "runtime/random.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::ports::contract {

inline constexpr domain::UserId kAnn{1}, kBen{2}, kCid{3};

inline domain::Uuid new_uuid() {
  runtime::SystemRandom random;
  return domain::Uuid::v4(random.next(), random.next());
}

inline domain::Account account(domain::UserId id) {
  return {id, "user " + id.to_string()};
}

inline domain::Chat direct_chat(domain::UserId first, domain::UserId second) {
  return {domain::ChatId{new_uuid()}, domain::ChatKind::direct, "", {account(first), account(second)}};
}

inline domain::Chat group_chat(std::string name, std::vector<domain::UserId> users) {
  domain::Chat chat{domain::ChatId{new_uuid()}, domain::ChatKind::group, std::move(name), {}};
  for (const auto user : users)
    chat.members.push_back(account(user));
  return chat;
}

inline domain::Draft draft(const domain::Chat& chat, domain::UserId from, std::string body) {
  std::optional<domain::UserId> to;
  if (chat.kind == domain::ChatKind::direct)
    to = chat.members.front().id == from ? chat.members.back().id : chat.members.front().id;
  return {domain::MessageId{new_uuid()}, chat.id, from, to, std::move(body)};
}

// The value of a port call that must succeed; throws, which fails the test, when it did not.
template <class T>
T get(Task<Result<T>> call) {
  return runtime::run_to_end(std::move(call)).value();
}

inline domain::Chat existing(Chats& chats, domain::Chat chat) {
  return get(chats.create(std::move(chat))).chat;
}

// Runs `work(i)` for i below `count` on a thread each.
template <class Work>
void simultaneously(int count, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back(work, i);
  for (auto& thread : threads)
    thread.join();
}

}  // namespace caravan::ports::contract
