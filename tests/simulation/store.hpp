#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "image.hpp"
#include "ports/result.hpp"
#include "ports/task.hpp"
#include "runtime/broadcast_event.hpp"
#include "world.hpp"

namespace caravan::simulation {

// Looks at everything that was written, fills the commit, or leaves it empty to write nothing, and answers.
template <class T>
using Decide = std::function<ports::Result<T>(const Image& tip, Commit& commit)>;

// The durable store of the simulated machine: it outlives the processes that crash on it.
//
// A write is decided on everything that was written before, joins the volatile tail, and is answered after
// the sync that covers it; others see it from then on. Every call takes time, so that a crash finds calls at
// each of these moments.
class Store {
 public:
  explicit Store(World& world);

  // Syncs whatever waits for it; a task of the process.
  ports::Task<void> run();
  // The process and its loops are no more: what was not synced is lost, or torn.
  void cut_power();
  // Recovers what the disk kept.
  void power_on();

  template <class T>
  ports::Task<ports::Result<T>> write(Decide<T> decide) {
    co_await pause();
    if (const auto refusal = refusal_of_write()) co_return *refusal;
    Commit commit;
    auto result = decide(tip_, commit);
    const auto position = append(std::move(commit));
    if (world_.bug != Bug::acknowledge_before_sync) co_await synced(position);
    if (world_.bug != Bug::answered_before_sync) co_await pause();
    if (const auto doubt = doubt_after_write()) co_return *doubt;
    co_return result;
  }
  // A call that reads: time passes, and maybe it fails.
  ports::Task<std::optional<ports::Error>> before_read();

  const Image& visible() const { return world_.bug == Bug::show_before_sync ? tip_ : visible_; }
  // What no crash can take back, whatever the planted bug shows.
  const Image& durable() const { return visible_; }
  runtime::BroadcastEvent& changed() { return changed_; }
  World& world() { return world_; }
  // The next offset of a topic; not every number is used, as with a real one.
  ports::Offset after(ports::Offset end) { return end + 1 + static_cast<ports::Offset>(random_.below(3)); }
  domain::TimeUuid next_time(const Image& tip);
  bool chance_of_fan_out_at_once() { return random_.one_in(world_.faults.fan_out_at_once); }

 private:
  ports::Task<void> pause();
  ports::Task<void> synced(std::size_t position);
  void sync(std::size_t end);
  std::size_t append(Commit commit);
  std::optional<ports::Error> refusal_of_write();
  std::optional<ports::Error> doubt_after_write();

  World& world_;
  SeededRandom random_;
  Journal journal_;
  Image visible_;               // of the durable prefix
  Image tip_;                   // of everything
  std::size_t answerable_ = 0;  // the journal's durable end, unless a bug is planted
  // Of one process: no event outlives the loop on which it is waited for.
  std::unique_ptr<runtime::AutoResetEvent> dirty_;
  runtime::BroadcastEvent changed_;  // is set after each sync
};

}  // namespace caravan::simulation
