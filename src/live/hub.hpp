#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "live/publication.hpp"
#include "pipeline/deliver/readers.hpp"
#include "ports/reader_presence.hpp"

namespace caravan::live {

// A connection, as the hub sees it. Called on the loop it joined from.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_publication(const Publication& publication) = 0;
  // Publications were lost on the way to this loop: the client must recover them.
  virtual void on_overrun() = 0;
};

// The offset up to which a recipient's deliveries were handed to `show`, or soon will be. From any thread.
using PositionOf = std::function<ports::Offset(domain::UserId)>;

// Brings deliveries to the connections of their recipients.
//
// Connections live on several event loops, deliveries come on the pipeline's thread. A directory says which
// users are connected and on which loops, so that a delivery to nobody here costs one look-up. What is for
// somebody is encoded once, however many connections the recipient has, and goes to each loop concerned in
// one piece per `show`.
class Hub final : public deliver::Readers {
 public:
  struct Options {
    std::size_t connections_per_user_max = 32;  // devices and browser tabs
    // What may wait for one busy loop. Beyond it the loop's connections are told to recover, because the
    // pipeline must not wait for them.
    std::size_t loop_backlog_bytes_max = 64 << 20;
    // A publication is cut after this many deliveries or bytes of bodies, so that clients can show the first.
    std::size_t publication_deliveries_max = 64;
    std::size_t publication_bytes_max = 64 << 10;
  };

  // `position_of` is `DeliveryTail::position` of the tail whose deliveries are shown. At most 64 loops, each
  // driven by one thread. The hub must outlive whatever the loops still run. `presence` learns who has
  // connections here and outlives the hub; null when nobody wants to know.
  Hub(Options options, std::vector<boost::asio::any_io_executor> loops, PositionOf position_of,
      ports::ReaderPresence* presence);

  // Registers `listener` on the loop that calls. From then on it gets every delivery to `user` whose offset
  // is above the position that is returned, and maybe some below. Nothing when the user has too many
  // connections.
  std::optional<ports::Offset> join(std::size_t loop, domain::UserId user, Listener& listener);
  // On the same loop; `listener` is not called any more.
  void leave(std::size_t loop, domain::UserId user, Listener& listener);

  void show(std::span<const ports::Logged<domain::Delivery>> deliveries) override;
  void recover() override;

  // What waits for `loop` to run: between 0 and `loop_backlog_bytes_max`. From any thread.
  std::size_t backlog_bytes(std::size_t loop) const;

 private:
  struct Presence {
    std::uint64_t loops = 0;  // bit i: connected on loop i
    std::uint32_t connections = 0;
    std::size_t group = 0;  // of the `show` that is numbered `shown`
    std::uint64_t shown = 0;
  };
  // The deliveries of one recipient that become one publication.
  struct Group {
    domain::UserId recipient;
    std::uint64_t loops = 0;
    ports::Offset offset = 0;
    std::size_t bytes = 0;
    std::vector<domain::SharedMessage> messages;
  };
  struct Addressed {
    domain::UserId user;
    Publication publication;
  };
  struct Loop {
    explicit Loop(boost::asio::any_io_executor runs_on) : executor(std::move(runs_on)) {}

    const boost::asio::any_io_executor executor;
    std::unordered_map<domain::UserId, std::vector<Listener*>> listeners;  // touched on the loop only
    std::mutex mutex;                                                      // for what follows
    std::vector<Addressed> backlog;
    std::size_t backlog_bytes = 0;
    bool drain_posted = false;
    bool overrun = false;
  };

  void group(std::span<const ports::Logged<domain::Delivery>> deliveries);
  Group& group_of(Presence& presence, domain::UserId recipient, std::size_t body_bytes);
  void send_to(Loop& loop, std::uint64_t bit);
  // With the loop's lock held, as what follows.
  static void overrun(Loop& loop);
  static void post_drain(Loop& loop);
  static void drain(Loop& loop);

  const Options options_;
  const PositionOf position_of_;
  ports::ReaderPresence* const presence_;
  std::vector<std::unique_ptr<Loop>> loops_;

  std::mutex mutex_;  // for the directory
  std::unordered_map<domain::UserId, Presence> directory_;

  // Used by `show` alone; kept for their capacity.
  std::uint64_t shows_ = 0;
  std::size_t groups_used_ = 0;
  std::vector<Group> groups_;
  std::vector<Publication> publications_;
};

}  // namespace caravan::live
