#pragma once

#include "adapters/postgres/statement.hpp"

namespace caravan::postgres {

inline constexpr Statement kCreateAccount{.name = "create_account",
                                          .sql =
                                              "INSERT INTO users(username, password_hash) VALUES ($1, $2) ON "
                                              "CONFLICT (username) DO NOTHING RETURNING id",
                                          .writes = true};
inline constexpr Statement kAccountByName{
    .name = "account_by_name", .sql = "SELECT id, username, password_hash FROM users WHERE username = $1"};
inline constexpr Statement kAccountById{.name = "account_by_id",
                                        .sql = "SELECT id, username FROM users WHERE id = $1"};
inline constexpr Statement kAccounts{
    .name = "accounts", .sql = "SELECT id, username FROM users WHERE id > $1 ORDER BY id LIMIT $2"};
// A part that many names have is found soonest in the order of ids, a rare one through its index.
inline constexpr Statement kAccountsByPart{
    .name = "accounts_by_part",
    .sql = "SELECT id, username FROM users WHERE id > $1 AND lower(username) LIKE $3 ORDER BY id LIMIT $2",
    .prepared = false};

inline constexpr Statement kSessionEpoch{.name = "session_epoch",
                                         .sql = "SELECT session_epoch FROM users WHERE id = $1"};
inline constexpr Statement kRaiseSessionEpoch{
    .name = "raise_session_epoch",
    .sql = "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1 RETURNING session_epoch",
    .writes = true};

inline constexpr const Statement* kAccountStatements[] = {
    &kCreateAccount,  &kAccountByName, &kAccountById,      &kAccounts,
    &kAccountsByPart, &kSessionEpoch,  &kRaiseSessionEpoch};

}  // namespace caravan::postgres
