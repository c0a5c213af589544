#pragma once

namespace caravan::sqlite {

// The name of a VFS of SQLite's that differs from the system's in one thing: what is written to a write-ahead
// log reaches the file when the log is synced or looked at, in one call for all that follows one another.
// SQLite writes a head and a page for each page of a commit: some fourteen calls for a message, which cost as
// much as the bytes.
//
// Only for a connection with `synchronous = FULL`: there SQLite syncs the log before it tells readers of a
// commit, so nobody looks for frames that are still kept back. Thread-safe.
const char* gathering_vfs();

}  // namespace caravan::sqlite
