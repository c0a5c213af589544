#pragma once

#include <string>
#include <vector>

#include "adapters/memory/memory_chats.hpp"
#include "ports/acceptance.hpp"
#include "ports/history.hpp"
#include "ports/inbox.hpp"
#include "store.hpp"

// The ports over the simulated store. One process makes its own; they end with it.
namespace caravan::simulation {

class SimAcceptance final : public ports::Acceptance {
 public:
  SimAcceptance(Store& store, memory::Store& chats) : store_(store), chats_(chats) {}
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override;

 private:
  // As the embedded store does for small chats: in the transaction of the message, when the hop has nothing
  // older to do. Here chance says which chats are small, so that both ways meet in each run.
  void fan_out_at_once(const Image& tip, Commit& commit, const ports::Logged<domain::SharedMessage>& logged);

  Store& store_;
  memory::Store& chats_;
};

class SimHistory final : public ports::History {
 public:
  explicit SimHistory(Store& store) : store_(store) {}
  ports::Task<ports::Result<std::vector<domain::Message>>> before(domain::ChatId chat,
                                                                  std::optional<domain::TimeUuid> time,
                                                                  std::size_t count_max) override;
  ports::Task<ports::Result<std::vector<domain::Message>>> after(domain::ChatId chat, domain::TimeUuid time,
                                                                 std::size_t count_max) override;

 private:
  Store& store_;
};

class SimInbox final : public ports::Inbox {
 public:
  explicit SimInbox(Store& store) : store_(store) {}
  ports::Task<ports::Result<ports::InboxPage>> since(domain::UserId recipient, ports::Offset offset,
                                                     std::size_t count_max) override;
  ports::Task<ports::Result<std::string>> epoch() override { co_return "the-only-one"; }

 private:
  Store& store_;
};

// Chats are made before a run begins, so they are durable; reaching them takes time and fails like the rest.
class SimChats final : public ports::Chats {
 public:
  SimChats(Store& store, memory::Store& durable) : store_(store), chats_(durable) {}
  ports::Task<ports::Result<ports::ChatCreation>> create(domain::Chat chat) override;
  ports::Task<ports::Result<domain::Chat>> find(domain::ChatId id) override;
  ports::Task<ports::Result<std::vector<domain::ChatSummary>>> list(domain::UserId user,
                                                                    ports::ChatListQuery query) override;

 private:
  Store& store_;
  memory::MemoryChats chats_;
};

}  // namespace caravan::simulation
