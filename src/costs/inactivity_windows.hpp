#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "domain/time_uuid.hpp"
#include "runtime/lru_cache.hpp"

namespace caravan::costs {

// Counts the windows that `domain::InactivityPolicy` would cut a stream of messages into, without holding a
// message. A window that is forgotten because too many streams are heard of is taken for one that has ended.
// Not thread-safe.
template <class Stream>
class InactivityWindows {
 public:
  struct Options {
    std::chrono::milliseconds silence = std::chrono::seconds(3);
    std::size_t count_max = 10;
    std::size_t streams_max = 50'000;
  };

  explicit InactivityWindows(Options options) : options_(options), open_(options.streams_max) {}

  // Whether the stream's message of this time begins a window. What is not newer than what came before came
  // before.
  bool begins(const Stream& stream, domain::WallTime time) {
    Window& window = open_.of(stream);
    if (window.count > 0 && time <= window.last) return false;
    const bool ended =
        window.count == 0 || window.count >= options_.count_max || time - window.last >= options_.silence;
    window.count = ended ? 1 : window.count + 1;
    window.last = time;
    return ended;
  }

 private:
  struct Window {
    domain::WallTime last{};
    std::size_t count = 0;
  };

  const Options options_;
  runtime::LruCache<Stream, Window> open_;
};

}  // namespace caravan::costs
