#pragma once

#include <array>
#include <optional>
#include <ostream>
#include <string_view>

namespace caravan::simulation {

// Faults of the kinds that the checker must find. They are planted in the simulated adapters and in the
// wiring of the simulated process, never in the product.
enum class Bug {
  none,
  acknowledge_before_sync,  // a send is answered while its message may still be lost
  show_before_sync,         // readers of the log see what a crash takes back; its offsets are used again
  offset_before_outputs,    // a hop's progress is stored in a transaction before its outputs
  open_window_lost,         // the aggregate's progress passes its open windows
  stream_window_lost,       // so does that of the aggregate of streams, and of nobody else
  torn_commit_kept,         // after a crash, half a transaction counts
  retry_stored_twice,       // a repeated message id is stored again
  time_goes_back,           // times follow the wall clock wherever it goes
  recovery_skips_one,       // the inbox leaves out the first missed delivery
  recovery_ignores_trim,    // the inbox calls a page complete that was cut off by retention
  window_too_long,          // batches wait longer than stated
  history_page_skips,       // a page backwards begins one message too late
  slow_reader_unbounded,    // a reader's buffer has no end
  answered_before_sync,     // answers are sent just before the sync that they wait for, in the same instant
  retry_answered_anew,      // a repeated message id is answered with a new time
  history_forward_skips,    // a page forward begins one message too late
  live_tail_sleeps,         // deliveries are looked for now and then, not when they come
  pace_ignored,             // a busy reader's place in the feed is written again and again
  hub_backlog_unbounded,    // what waits for a stalled event loop has no end
  windows_unbounded,        // any number of windows is open
  batch_unbounded,          // batches have no end
  publication_unbounded,    // publications have no end
  recovery_unbounded,       // a reader recovers whatever it missed at once
  ids_shared_by_senders,    // an id that another sender used is refused
  gap_hidden,               // the feed shows what comes behind a gap as if nothing were missing
  served_by_both,           // batches are written for readers who are connected
  leaver_forgotten,         // nobody hears that a reader has left
  listener_starved,         // a socket silences the listener of another device
  held_unbounded,           // any number of deliveries is held for readers who may turn up
  reached_too_far,          // listeners are taken to have more than they said
  fan_out_overtakes,        // a message is fanned out at once past older ones that the hop still has to do

  // Of the installation of several nodes.
  claim_forgotten,             // an id that was sent before is stored again
  answered_before_stored,      // a send is answered while its row is on its way
  times_unheard,               // a node gives its times without regard to those of others
  floor_not_awaited,           // a node gives its first time before it has heard of others
  partitions_fail_together,    // a partition that is away pauses all of them
  noted_forgotten,             // what follows goes to the log past what waits to be relayed
  relayed_for_everybody,       // each node relays what every other one has noted
  given_up_with_its_request,   // a node that stops gives up what nobody waits for
  committed_before_handed_on,  // a consumer's place is committed when it reads
  read_without_overlap,        // a reader reads on exactly where he stopped
};

struct PlantedBug {
  Bug bug;
  std::string_view name;
  std::string_view breaks;  // how the guarantee begins that is found broken
};

// The name of the test in whatever lists it.
inline std::ostream& operator<<(std::ostream& out, const PlantedBug& planted) {
  return out << planted.name;
}

inline constexpr std::array kBugs = {
    PlantedBug{Bug::acknowledge_before_sync, "acknowledge_before_sync", "acknowledged means durable"},
    PlantedBug{Bug::show_before_sync, "show_before_sync", "readers are shown only what is durable"},
    PlantedBug{Bug::offset_before_outputs, "offset_before_outputs",
               "every message is delivered to every member"},
    PlantedBug{Bug::open_window_lost, "open_window_lost",
               "every message is in a batch for every reader whom no socket serves"},
    PlantedBug{Bug::stream_window_lost, "stream_window_lost", "every message is in a document of its stream"},
    PlantedBug{Bug::torn_commit_kept, "torn_commit_kept", "every message is delivered to every member"},
    PlantedBug{Bug::retry_stored_twice, "retry_stored_twice",
               "an acknowledged message is in history exactly once"},
    PlantedBug{Bug::time_goes_back, "time_goes_back", "a later send has a later time"},
    PlantedBug{Bug::recovery_skips_one, "recovery_skips_one", "a reader misses nothing of the history"},
    PlantedBug{Bug::recovery_ignores_trim, "recovery_ignores_trim", "a reader misses nothing of the history"},
    PlantedBug{Bug::window_too_long, "window_too_long",
               "a reader who listens waits no longer than the window, the pace and the slack"},
    PlantedBug{Bug::history_page_skips, "history_page_skips", "a reader misses nothing of the history"},
    PlantedBug{Bug::slow_reader_unbounded, "slow_reader_unbounded",
               "what waits for a slow reader stays within its bounds"},
    PlantedBug{Bug::answered_before_sync, "answered_before_sync", "acknowledged means durable"},
    PlantedBug{Bug::retry_answered_anew, "retry_answered_anew",
               "a repeated send is answered the first result"},
    PlantedBug{Bug::history_forward_skips, "history_forward_skips", "a reader misses nothing of the history"},
    PlantedBug{Bug::live_tail_sleeps, "live_tail_sleeps",
               "a reader who looks waits no longer than the slack"},
    PlantedBug{Bug::pace_ignored, "pace_ignored", "the feed is written no more often than the pace allows"},
    PlantedBug{Bug::hub_backlog_unbounded, "hub_backlog_unbounded",
               "what waits for a loop stays within its bound"},
    PlantedBug{Bug::windows_unbounded, "windows_unbounded", "open windows stay within their bound"},
    PlantedBug{Bug::batch_unbounded, "batch_unbounded", "a batch stays within its bound"},
    PlantedBug{Bug::publication_unbounded, "publication_unbounded", "a publication stays within its bound"},
    PlantedBug{Bug::recovery_unbounded, "recovery_unbounded",
               "what is recovered at once stays within its bound"},
    PlantedBug{Bug::ids_shared_by_senders, "ids_shared_by_senders", "a good send is not refused"},
    PlantedBug{Bug::gap_hidden, "gap_hidden", "a reader misses nothing of the history"},
    PlantedBug{Bug::served_by_both, "served_by_both", "nothing is written for who is served by a socket"},
    PlantedBug{Bug::leaver_forgotten, "leaver_forgotten", "who leaves his socket is covered"},
    PlantedBug{Bug::listener_starved, "listener_starved", "a reader who listens"},
    PlantedBug{Bug::held_unbounded, "held_unbounded", "what is held stays within its bound"},
    PlantedBug{Bug::reached_too_far, "reached_too_far",
               "every message is in a batch for every reader whom no socket serves"},
    PlantedBug{Bug::fan_out_overtakes, "fan_out_overtakes", "every message is delivered to every member"},
};

// Those of the installation of several nodes.
inline constexpr std::array kBugsOfNodes = {
    PlantedBug{Bug::claim_forgotten, "claim_forgotten", "an id is one message"},
    PlantedBug{Bug::answered_before_stored, "answered_before_stored", "acknowledged means durable"},
    PlantedBug{Bug::times_unheard, "times_unheard", "a later send has a later time than what was heard"},
    PlantedBug{Bug::floor_not_awaited, "floor_not_awaited",
               "a later send has a later time than what was heard"},
    PlantedBug{Bug::partitions_fail_together, "partitions_fail_together",
               "a partition that is away concerns its own messages alone"},
    PlantedBug{Bug::noted_forgotten, "noted_forgotten", "nothing overtakes what waits among the unpublished"},
    PlantedBug{Bug::relayed_for_everybody, "relayed_for_everybody",
               "what another process noted is left to it while it lives"},
    PlantedBug{Bug::given_up_with_its_request, "given_up_with_its_request",
               "what is in history reaches the log, though nobody waited for it"},
    PlantedBug{Bug::committed_before_handed_on, "committed_before_handed_on",
               "every message is delivered to every member"},
    PlantedBug{Bug::read_without_overlap, "read_without_overlap",
               "who reads forward misses nothing that became visible late"},
};

inline std::string_view name_of(Bug bug) {
  for (const auto& planted : kBugs)
    if (planted.bug == bug) return planted.name;
  for (const auto& planted : kBugsOfNodes)
    if (planted.bug == bug) return planted.name;
  return "none";
}

inline std::optional<Bug> bug_named(std::string_view name) {
  for (const auto& planted : kBugs)
    if (planted.name == name) return planted.bug;
  for (const auto& planted : kBugsOfNodes)
    if (planted.name == name) return planted.bug;
  return std::nullopt;
}

}  // namespace caravan::simulation
