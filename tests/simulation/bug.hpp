#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace caravan::simulation {

// Faults of the kinds that the checker must find. They are planted in the simulated adapters and in the
// wiring of the simulated process, never in the product.
enum class Bug {
  none,
  acknowledge_before_sync,  // a send is answered while its message may still be lost
  show_before_sync,         // readers of the log see what a crash takes back; its offsets are used again
  offset_before_outputs,    // a hop's progress is stored in a transaction before its outputs
  open_window_lost,         // the aggregate's progress passes its open windows
  torn_commit_kept,         // after a crash, half a transaction counts
  retry_stored_twice,       // a repeated message id is stored again
  time_goes_back,           // times follow the wall clock wherever it goes
  recovery_skips_one,       // the inbox leaves out the first missed delivery
  recovery_ignores_trim,    // the inbox calls a page complete that was cut off by retention
  window_too_long,          // batches wait longer than stated
  history_page_skips,       // a page backwards begins one message too late
  slow_reader_unbounded,    // a reader's buffer has no end
  fan_out_overtakes,        // a message is fanned out at once past older ones that the hop still has to do
};

inline constexpr std::array kBugs = {
    std::pair{Bug::acknowledge_before_sync, std::string_view("acknowledge_before_sync")},
    std::pair{Bug::show_before_sync, std::string_view("show_before_sync")},
    std::pair{Bug::offset_before_outputs, std::string_view("offset_before_outputs")},
    std::pair{Bug::open_window_lost, std::string_view("open_window_lost")},
    std::pair{Bug::torn_commit_kept, std::string_view("torn_commit_kept")},
    std::pair{Bug::retry_stored_twice, std::string_view("retry_stored_twice")},
    std::pair{Bug::time_goes_back, std::string_view("time_goes_back")},
    std::pair{Bug::recovery_skips_one, std::string_view("recovery_skips_one")},
    std::pair{Bug::recovery_ignores_trim, std::string_view("recovery_ignores_trim")},
    std::pair{Bug::window_too_long, std::string_view("window_too_long")},
    std::pair{Bug::history_page_skips, std::string_view("history_page_skips")},
    std::pair{Bug::slow_reader_unbounded, std::string_view("slow_reader_unbounded")},
    std::pair{Bug::fan_out_overtakes, std::string_view("fan_out_overtakes")},
};

inline std::optional<Bug> bug_named(std::string_view name) {
  for (const auto& [bug, known] : kBugs)
    if (known == name) return bug;
  return std::nullopt;
}

}  // namespace caravan::simulation
