#pragma once

// Apart from their user so that a test can ask SQLite how it would run them.
namespace caravan::sqlite {

inline constexpr const char* kPageBefore =
    "SELECT ticks, id, from_user, to_user, body FROM chat_messages "
    "WHERE chat = (SELECT key FROM chats WHERE id = ?1) AND ticks < ?2 ORDER BY ticks DESC LIMIT ?3";
inline constexpr const char* kPageAfter =
    "SELECT ticks, id, from_user, to_user, body FROM chat_messages "
    "WHERE chat = (SELECT key FROM chats WHERE id = ?1) AND ticks >= ?2 ORDER BY ticks LIMIT ?3";

}  // namespace caravan::sqlite
