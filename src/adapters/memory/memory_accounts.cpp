#include "adapters/memory/memory_accounts.hpp"

#include <algorithm>

namespace caravan::memory {

namespace {

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return lower_ascii(a) == lower_ascii(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

}  // namespace

ports::Task<ports::Result<domain::Account>> MemoryAccounts::create(std::string username,
                                                                   std::string password_hash) {
  if (const auto failure = failure_before()) co_return *failure;
  const std::lock_guard lock(store_.mutex);
  auto& accounts = store_.accounts;
  const auto taken = std::any_of(accounts.begin(), accounts.end(),
                                 [&](const auto& known) { return known.account.username == username; });
  if (taken) co_return ports::Error{ports::Errc::conflict, "the username is taken"};
  const domain::UserId id{static_cast<std::int64_t>(accounts.size()) + 1};
  accounts.push_back({{id, std::move(username)}, std::move(password_hash)});
  co_return accounts.back().account;
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
    if (known.account.id > query.after && contains(known.account.username, query.contains))
      page.push_back(known.account);
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
