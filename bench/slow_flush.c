// Preloaded into the server by `./dev bench --flush-ms N`: each flush takes as many milliseconds longer, as
// on a slower disk. Fast disks, and virtual ones that only promise to have flushed, hide what waits for a
// flush.
//
//   SLOW_FLUSH_MS  whole milliseconds
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void take_longer(void) {
  const char* text = getenv("SLOW_FLUSH_MS");
  const long milliseconds = text ? strtol(text, NULL, 10) : 0;
  const struct timespec pause = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
  nanosleep(&pause, NULL);
}

int fsync(int file) {
  take_longer();
  return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
  take_longer();
  return (int)syscall(SYS_fdatasync, file);
}
