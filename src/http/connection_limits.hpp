#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "guard/address_prefix.hpp"

namespace caravan::http {

// How many connections there may be, in all and from one address (IPv6: from one /64, which one subscriber
// owns whole). Thread-safe; shared by all event loops.
class ConnectionLimits {
 public:
  struct Options {
    std::size_t connections_max = 20'000;
    // Many readers may share one address behind a company's or a carrier's translation.
    std::size_t connections_per_address_max = 1'000;
  };

  // A place for one connection, given back when it is destroyed.
  class Slot {
   public:
    Slot(Slot&& other) noexcept;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    friend class ConnectionLimits;
    Slot(ConnectionLimits& limits, std::optional<guard::AddressPrefix> counted)
        : limits_(&limits), counted_(std::move(counted)) {}
    ConnectionLimits* limits_;
    std::optional<guard::AddressPrefix> counted_;
  };

  explicit ConnectionLimits(Options options) : options_(options) {}

  // Nothing when there is no room. `count_address` is false for peers that may stand for many: trusted
  // proxies and the machine itself.
  std::optional<Slot> admit(const boost::asio::ip::address& peer, bool count_address);

 private:
  void leave(const std::optional<guard::AddressPrefix>& counted);

  const Options options_;
  std::mutex mutex_;
  std::size_t total_ = 0;
  std::map<guard::AddressPrefix, std::size_t> by_address_;
};

}  // namespace caravan::http
