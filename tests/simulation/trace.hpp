#pragma once

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "runtime/clock.hpp"

namespace caravan::simulation {

// What happened, in order, folded into one number: two runs are the same when their hashes are. Prints each
// event when asked to.
class Trace {
 public:
  Trace(const runtime::Clock& clock, bool print) : clock_(clock), start_(clock.now()), print_(print) {}

  void note(std::string_view event, std::initializer_list<std::int64_t> values = {}) {
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(clock_.now() - start_).count();
    fold(static_cast<std::uint64_t>(at));
    for (const char c : event)
      fold(static_cast<unsigned char>(c));
    for (const auto value : values)
      fold(static_cast<std::uint64_t>(value));
    if (print_) print(at, event, values);
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void fold(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3ULL; }  // FNV-1a
  static void print(std::int64_t at, std::string_view event, std::initializer_list<std::int64_t> values) {
    std::printf("%12.3f ms  %.*s", static_cast<double>(at) / 1000.0, static_cast<int>(event.size()),
                event.data());
    for (const auto value : values)
      std::printf(" %lld", static_cast<long long>(value));
    std::printf("\n");
  }

  const runtime::Clock& clock_;
  const runtime::SteadyTime start_;
  const bool print_;
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace caravan::simulation
