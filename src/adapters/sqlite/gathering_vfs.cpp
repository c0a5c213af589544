#include "adapters/sqlite/gathering_vfs.hpp"

#include <new>
#include <sqlite3.h>
#include <stdexcept>

#include "adapters/sqlite/gathered_writes.hpp"

namespace caravan::sqlite {

namespace {

// The system's own file lies behind it, in the space that SQLite sets aside for a file.
struct LogFile {
  sqlite3_file base;  // first: SQLite knows no more of it
  GatheredWrites writes;
};
constexpr int kOwnBytes = (sizeof(LogFile) + 15) / 16 * 16;

LogFile& log_of(sqlite3_file* file) {
  return *reinterpret_cast<LogFile*>(file);
}
sqlite3_file* system_file(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kOwnBytes);
}

// The system's files take less than 128 KiB at once.
constexpr std::size_t kGatheredBytesMax = 64 << 10;

// SQLite is C: nothing may be thrown through it.
template <class Call>
int guarded(Call call) {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
}

// Calls the system's file once everything is there.
template <class Call>
int after_writes(sqlite3_file* file, Call call) {
  const int failure = guarded([&] { return log_of(file).writes.flush(); });
  return failure != SQLITE_OK ? failure : call(system_file(file));
}

int close(sqlite3_file* file) {
  const int failure = guarded([&] { return log_of(file).writes.flush(); });
  auto* const of_system = system_file(file);
  const int result = of_system->pMethods->xClose(of_system);
  log_of(file).~LogFile();
  return failure != SQLITE_OK ? failure : result;
}
int read(sqlite3_file* file, void* to, int bytes, sqlite3_int64 offset) {
  return after_writes(file, [&](auto* f) { return f->pMethods->xRead(f, to, bytes, offset); });
}
int write(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
  const std::span data(static_cast<const char*>(from), static_cast<std::size_t>(bytes));
  return guarded([&] { return log_of(file).writes.add(data, offset); });
}
int truncate(sqlite3_file* file, sqlite3_int64 bytes) {
  return after_writes(file, [&](auto* f) { return f->pMethods->xTruncate(f, bytes); });
}
int sync(sqlite3_file* file, int flags) {
  return after_writes(file, [&](auto* f) { return f->pMethods->xSync(f, flags); });
}
int size(sqlite3_file* file, sqlite3_int64* bytes) {
  return after_writes(file, [&](auto* f) { return f->pMethods->xFileSize(f, bytes); });
}
int lock(sqlite3_file* file, int level) {
  return system_file(file)->pMethods->xLock(system_file(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return system_file(file)->pMethods->xUnlock(system_file(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* reserved) {
  return system_file(file)->pMethods->xCheckReservedLock(system_file(file), reserved);
}
int control(sqlite3_file* file, int operation, void* argument) {
  return after_writes(file, [&](auto* f) { return f->pMethods->xFileControl(f, operation, argument); });
}
int sector_size(sqlite3_file* file) {
  return system_file(file)->pMethods->xSectorSize(system_file(file));
}
int characteristics(sqlite3_file* file) {
  return system_file(file)->pMethods->xDeviceCharacteristics(system_file(file));
}

// Version 1: shared memory and mapping are the database file's matter.
constexpr sqlite3_io_methods kLogMethods{
    .iVersion = 1,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

sqlite3_vfs& system_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  if (found == nullptr) throw std::runtime_error("SQLite knows no file system");
  return *found;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_got) {
  auto& system = system_vfs();
  if (!(flags & SQLITE_OPEN_WAL)) return system.xOpen(&system, name, file, flags, flags_got);
  file->pMethods = nullptr;  // nothing to close, as long as it is not open
  auto* const of_system = system_file(file);
  const int result = system.xOpen(&system, name, of_system, flags, flags_got);
  if (result != SQLITE_OK) {
    if (of_system->pMethods != nullptr) of_system->pMethods->xClose(of_system);
    return result;
  }
  const auto write_on = [of_system](std::span<const char> bytes, std::int64_t offset) {
    return of_system->pMethods->xWrite(of_system, bytes.data(), static_cast<int>(bytes.size()), offset);
  };
  new (file) LogFile{.base = {&kLogMethods}, .writes = GatheredWrites(write_on, kGatheredBytesMax)};
  return SQLITE_OK;
}

sqlite3_vfs made() {
  auto vfs = system_vfs();
  vfs.pNext = nullptr;
  vfs.zName = "caravan";
  vfs.szOsFile += kOwnBytes;
  vfs.xOpen = open;
  return vfs;
}

}  // namespace

const char* gathering_vfs() {
  // All but `xOpen` is the system's and finds what it needs in `pAppData`.
  static sqlite3_vfs vfs = made();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  if (registered != SQLITE_OK) throw std::runtime_error("SQLite took no file system of our own");
  return vfs.zName;
}

}  // namespace caravan::sqlite
