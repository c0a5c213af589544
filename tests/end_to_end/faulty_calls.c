// Preloaded into the server by the tests of faults: makes its system calls fail as a broken disk would, and
// shifts its wall clock.
//
//   FAULTY_DISK   the directory whose files are affected
//   FAULT_SWITCH  a directory of switches, which every call looks at. A file named `open` (for writing),
//   `write`, `sync`
//                 or `read` holds the errno with which such calls fail; one named `clock` holds seconds to
//                 add.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// Straight to the kernel: the functions of the C library are the ones defined below.
static long contents_of(const char* name) {
  const char* switches = getenv("FAULT_SWITCH");
  char path[PATH_MAX];
  if (!switches || snprintf(path, sizeof path, "%s/%s", switches, name) >= (int)sizeof path) return 0;
  const long file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  char text[32] = {0};
  syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  return strtol(text, NULL, 10);
}

static int is_on_faulty_disk(const char* path) {
  const char* disk = getenv("FAULTY_DISK");
  const size_t length = disk ? strlen(disk) : 0;
  return length > 0 && strncmp(path, disk, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static int is_file_on_faulty_disk(int file) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return is_on_faulty_disk(path);
}

// Sets errno when a call of this kind is to fail.
static int fails(const char* kind, int file) {
  const int kept = errno;
  const long fault = contents_of(kind);
  if (fault == 0 || !is_file_on_faulty_disk(file)) {
    errno = kept;
    return 0;
  }
  errno = (int)fault;
  return 1;
}

ssize_t read(int file, void* bytes, size_t count) {
  return fails("read", file) ? -1 : syscall(SYS_read, file, bytes, count);
}

ssize_t pread64(int file, void* bytes, size_t count, off64_t offset) {
  return fails("read", file) ? -1 : syscall(SYS_pread64, file, bytes, count, offset);
}

ssize_t write(int file, const void* bytes, size_t count) {
  return fails("write", file) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  return fails("write", file) ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  return pwrite64(file, bytes, count, offset);
}

int ftruncate64(int file, off64_t length) {
  return fails("write", file) ? -1 : (int)syscall(SYS_ftruncate, file, length);
}

int fsync(int file) {
  return fails("sync", file) ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
  return fails("sync", file) ? -1 : (int)syscall(SYS_fdatasync, file);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  const long fault =
      (flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_on_faulty_disk(path) ? contents_of("open") : 0;
  if (fault != 0) {
    errno = (int)fault;
    return -1;
  }
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open64(path, flags, mode);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  const int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    const int kept = errno;
    time->tv_sec += contents_of("clock");
    errno = kept;
  }
  return result;
}
