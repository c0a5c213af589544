#pragma once

#include "adapters/postgres/statement.hpp"

namespace caravan::postgres {

// All of it or, when the name or a likeness is taken, nothing. Of two at once the second fails as a conflict.
inline constexpr Statement kCreateAccount{
    .name = "create_account",
    .sql =
        "WITH made AS (INSERT INTO users(username, password_hash) SELECT $1::text, $2::text "
        "WHERE NOT EXISTS (SELECT 1 FROM name_likenesses WHERE likeness = ANY($3::text::text[])) "
        "ON CONFLICT (username) DO NOTHING RETURNING id), "
        "likenesses AS (INSERT INTO name_likenesses(likeness, user_id) "
        "SELECT unnest($3::text::text[]), id FROM made), "
        "words AS (INSERT INTO name_words(user_id, word) SELECT id, unnest($4::text::text[]) FROM made) "
        "SELECT id FROM made",
    .writes = true};
inline constexpr Statement kIsTaken{
    .name = "is_taken",
    .sql =
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE username = $1::text) OR "
        "EXISTS (SELECT 1 FROM name_likenesses WHERE likeness = ANY($2::text::text[]))"};
inline constexpr Statement kAccountByName{
    .name = "account_by_name", .sql = "SELECT id, username, password_hash FROM users WHERE username = $1"};
inline constexpr Statement kAccountById{.name = "account_by_id",
                                        .sql = "SELECT id, username FROM users WHERE id = $1"};
inline constexpr Statement kAccounts{
    .name = "accounts", .sql = "SELECT id, username FROM users WHERE id > $1 ORDER BY id LIMIT $2"};
// By the longest word; the others only filter.
inline constexpr Statement kAccountsByWords{
    .name = "accounts_by_words",
    .sql =
        "SELECT u.id, u.username FROM (SELECT DISTINCT user_id FROM name_words "
        "WHERE word >= $3::text AND word < $4::text AND user_id > $1) found "
        "JOIN users u ON u.id = found.user_id WHERE NOT EXISTS ("
        "SELECT 1 FROM unnest($5::text::text[], $6::text::text[]) sought(word, behind) WHERE NOT EXISTS ("
        "SELECT 1 FROM name_words w WHERE w.user_id = u.id AND w.word >= sought.word COLLATE \"C\" "
        "AND w.word < sought.behind COLLATE \"C\")) ORDER BY u.id LIMIT $2",
    .prepared = false};

// Accounts without words: of before there were any, or made by an older server.
inline constexpr Statement kAccountsWithoutWords{
    .name = "accounts_without_words",
    .sql =
        "SELECT id, username FROM users u WHERE id > $1 AND NOT EXISTS ("
        "SELECT 1 FROM name_words WHERE user_id = u.id) ORDER BY id LIMIT $2"};
// Who has a likeness keeps it.
inline constexpr Statement kAddWords{
    .name = "add_words",
    .sql =
        "WITH likenesses AS (INSERT INTO name_likenesses(likeness, user_id) "
        "SELECT unnest($2::text::text[]), $1::bigint ON CONFLICT DO NOTHING) "
        "INSERT INTO name_words(user_id, word) SELECT $1::bigint, unnest($3::text::text[]) "
        "ON CONFLICT DO NOTHING",
    .writes = true};

inline constexpr Statement kSessionEpoch{.name = "session_epoch",
                                         .sql = "SELECT session_epoch FROM users WHERE id = $1"};
inline constexpr Statement kRaiseSessionEpoch{
    .name = "raise_session_epoch",
    .sql = "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1 RETURNING session_epoch",
    .writes = true};

inline constexpr const Statement* kAccountStatements[] = {
    &kCreateAccount,   &kIsTaken,      &kAccountByName,     &kAccountById,          &kAccounts,
    &kAccountsByWords, &kSessionEpoch, &kRaiseSessionEpoch, &kAccountsWithoutWords, &kAddWords};

}  // namespace caravan::postgres
