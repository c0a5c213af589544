#pragma once

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "guard/address_prefix.hpp"
#include "runtime/clock.hpp"

namespace caravan::http {

// How many connections there may be, in all and of one address (IPv6: of one /64, which one subscriber owns
// whole). Thread-safe; shared by all event loops.
//
// When there is no room, the address with the most makes some, so that a few addresses cannot keep all others
// out: of its connections that wait for their client, the one that waits longest ends. When none waits, the
// youngest of its upgraded ones ends, but only for an address that has fewer.
class ConnectionLimits {
  struct Place;

 public:
  struct Options {
    std::size_t connections_max = 20'000;
    // Many readers may share one address behind a company's or a carrier's translation.
    std::size_t connections_per_address_max = 1'000;
    // That are asked to end and still there, beyond `connections_max`; the next newcomer is refused.
    std::size_t ending_max = 16;
  };

  // A place for one connection, given back when it is destroyed.
  class Slot {
   public:
    Slot(Slot&& other) noexcept = default;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

    // How to ask the connection to end: called once at most, from any thread, perhaps after its end. Without
    // it nobody is asked.
    void on_eviction(std::function<void()> evict);
    // A proxy's connection now belongs to one of its clients alone. False when that one has all it may have.
    bool count_for(const boost::asio::ip::address& client);
    // What the connection does, for the choice of whom to ask: it works on a request, waits for its client,
    // or has left HTTP.
    void set_busy();
    void set_waiting(runtime::SteadyTime since);
    void set_upgraded(runtime::SteadyTime since);

   private:
    friend class ConnectionLimits;
    Slot(ConnectionLimits& limits, std::unique_ptr<Place> place);

    ConnectionLimits* limits_;
    std::unique_ptr<Place> place_;  // none in one that was moved from
  };

  explicit ConnectionLimits(Options options) : options_(options) {}

  // Nothing when there is no room. `count_address` is false for peers that may stand for many: trusted
  // proxies and the machine itself.
  std::optional<Slot> admit(const boost::asio::ip::address& peer, bool count_address);

 private:
  enum class Use : std::uint8_t { busy, waiting, upgraded };
  struct Place {
    std::optional<guard::AddressPrefix> address;  // while it counts for one
    std::size_t index = 0;                        // among those of the address
    std::function<void()> evict;
    bool ending = false;
    // Written by the connection's thread, and only compared by others.
    std::atomic<Use> use = Use::busy;
    std::atomic<runtime::SteadyTime::rep> since = 0;
  };
  using Group = std::vector<Place*>;

  bool join(Place& place, const guard::AddressPrefix& address);
  void part(Place& place);
  void recount(const guard::AddressPrefix& address, std::size_t before, std::size_t now);
  std::size_t count_of(const guard::AddressPrefix& address) const;
  std::function<void()> make_room_for(const std::optional<guard::AddressPrefix>& newcomer);
  static Place* to_evict(const Group& group, bool upgraded_too);
  void leave(Place& place);

  const Options options_;
  std::mutex mutex_;  // guards what follows, and the plain members of places
  std::size_t total_ = 0;
  std::size_t ending_ = 0;  // of those
  std::map<guard::AddressPrefix, Group> by_address_;
  std::set<std::pair<std::size_t, guard::AddressPrefix>> by_count_;
};

}  // namespace caravan::http
