#include "adapters/memory/memory_accounts.hpp"

#include <algorithm>

namespace caravan::memory {

namespace {

bool share_any(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::find_first_of(some, others) != some.end();
}

bool is_found_by(const ports::NewAccount& account, const std::vector<std::string>& beginnings) {
  return std::ranges::all_of(beginnings, [&account](const std::string& beginning) {
    return std::ranges::any_of(account.words,
                               [&beginning](const auto& word) { return word.starts_with(beginning); });
  });
}

bool is_taken(const std::vector<ports::NewAccount>& accounts, const std::string& username,
              const std::vector<std::string>& likenesses) {
  return std::ranges::any_of(accounts, [&](const auto& known) {
    return known.username == username || share_any(known.likenesses, likenesses);
  });
}

}  // namespace

ports::Task<ports::Result<domain::Account>> MemoryAccounts::create(ports::NewAccount account) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  if (memory::is_taken(store_.made_from, account.username, account.likenesses))
    co_return ports::Error{ports::Errc::conflict, "the username is taken"};
  const domain::UserId id{static_cast<std::int64_t>(store_.accounts.size()) + 1};
  store_.accounts.push_back({{id, account.username}, account.password_hash});
  store_.made_from.push_back(std::move(account));
  co_return store_.accounts.back().account;
}

ports::Task<ports::Result<bool>> MemoryAccounts::is_taken(std::string username,
                                                          std::vector<std::string> likenesses) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  co_return memory::is_taken(store_.made_from, username, likenesses);
}

ports::Task<ports::Result<ports::Credentials>> MemoryAccounts::credentials(std::string username) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  for (const auto& known : store_.accounts)
    if (known.account.username == username) co_return known;
  co_return ports::Error{ports::Errc::not_found, "no such username"};
}

ports::Task<ports::Result<domain::Account>> MemoryAccounts::find(domain::UserId id) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  for (const auto& known : store_.accounts)
    if (known.account.id == id) co_return known.account;
  co_return ports::Error{ports::Errc::not_found, "no such account"};
}

ports::Task<ports::Result<std::vector<domain::Account>>> MemoryAccounts::list(ports::AccountQuery query) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  std::vector<domain::Account> page;
  for (const auto& known : store_.accounts) {
    if (page.size() == query.count_max) break;
    const auto& names = store_.made_from[static_cast<std::size_t>(known.account.id.value) - 1];
    if (known.account.id > query.after && is_found_by(names, query.words)) page.push_back(known.account);
  }
  co_return page;
}

ports::Task<ports::Result<std::int64_t>> MemoryAccounts::session_epoch(domain::UserId id) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  if (!is_known(id)) co_return ports::Error{ports::Errc::not_found, "no such account"};
  const auto found = store_.session_epochs.find(id);
  co_return found == store_.session_epochs.end() ? 0 : found->second;
}

ports::Task<ports::Result<std::int64_t>> MemoryAccounts::raise_session_epoch(domain::UserId id) {
  if (const auto failure = failure_before()) co_return *failure;
  std::int64_t raised = 0;
  {
    const std::lock_guard lock(store_.mutex);
    if (!is_known(id)) co_return ports::Error{ports::Errc::not_found, "no such account"};
    raised = ++store_.session_epochs[id];
  }
  if (const auto failure = failure_after()) co_return *failure;
  co_return raised;
}

bool MemoryAccounts::is_known(domain::UserId id) const {
  return id.value >= 1 && id.value <= static_cast<std::int64_t>(store_.accounts.size());
}

}  // namespace caravan::memory
