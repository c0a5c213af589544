#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "ports/accounts.hpp"
#include "ports/chats.hpp"
#include "runtime/random.hpp"

namespace caravan::chats {

struct CreateChatOptions {
  std::size_t group_members_max = 100;
};

struct NewChat {
  domain::UserId caller;
  domain::ChatKind kind = domain::ChatKind::direct;
  std::string name;                     // of a group
  std::vector<domain::UserId> members;  // in the order in which the answer shows them
};

enum class CreateRefusal {
  not_a_member,  // the caller is not among the members
  wrong_count,   // a direct chat has two members, a group two to `group_members_max`
  repeated_member,
  unknown_user,
};

// A direct chat of these two is there already.
struct AlreadyThere {
  domain::ChatId chat;
};

using CreateOutcome = std::variant<domain::Chat, AlreadyThere, CreateRefusal, ports::Error>;

// Thread-safe.
class CreateChat {
 public:
  // All references must outlive this object.
  CreateChat(CreateChatOptions options, ports::Accounts& accounts, ports::Chats& chats,
             runtime::Random& random)
      : options_(options), accounts_(accounts), chats_(chats), random_(random) {}

  ports::Task<CreateOutcome> create(NewChat request);
  std::size_t group_members_max() const { return options_.group_members_max; }

 private:
  ports::Task<ports::Result<std::vector<domain::Account>>> accounts_of(std::vector<domain::UserId> ids);

  CreateChatOptions options_;
  ports::Accounts& accounts_;
  ports::Chats& chats_;
  runtime::Random& random_;
};

}  // namespace caravan::chats
