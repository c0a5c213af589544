#pragma once

#include "adapters/memory/fallible.hpp"
#include "adapters/memory/store.hpp"
#include "ports/accounts.hpp"

namespace caravan::memory {

class MemoryAccounts final : public ports::Accounts, public Fallible {
 public:
  explicit MemoryAccounts(Store& store) : store_(store) {}

  ports::Task<ports::Result<domain::Account>> create(ports::NewAccount account) override;
  ports::Task<ports::Result<bool>> is_taken(std::string username,
                                            std::vector<std::string> likenesses) override;
  ports::Task<ports::Result<ports::Credentials>> credentials(std::string username) override;
  ports::Task<ports::Result<domain::Account>> find(domain::UserId id) override;
  ports::Task<ports::Result<std::vector<domain::Account>>> list(ports::AccountQuery query) override;
  ports::Task<ports::Result<std::int64_t>> session_epoch(domain::UserId id) override;
  ports::Task<ports::Result<std::int64_t>> raise_session_epoch(domain::UserId id) override;

 private:
  bool is_known(domain::UserId id) const;  // needs the store's mutex

  Store& store_;
};

}  // namespace caravan::memory
