#pragma once

#include <cstddef>

#include "adapters/sqlite/connection.hpp"

namespace caravan::sqlite {

// Makes the write-ahead log's file at least `bytes` long, behind its frames, with zeros on the disk: a flush
// that need not make the file longer waits for its own data alone, and not for the file system's journal,
// where everybody else's changes stand in line. What SQLite finds behind its last frame it ignores.
//
// On the writer's connection and thread. Throws `SqliteError`, and gives the space back, when
// there is not enough of it.
void reserve_wal(Connection& connection, std::size_t bytes);

}  // namespace caravan::sqlite
