#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "bench/crowd.hpp"
#include "bench/frames.hpp"
#include "bench/histogram.hpp"
#include "bench/load.hpp"
#include "runtime/auto_reset_event.hpp"
#include "runtime/task_group.hpp"

namespace caravan::bench {

// People's screens: live sockets that note how long each message took to get there.
// Everything here belongs to one event loop; `stop` comes before the destructor.
class Readers {
 public:
  Readers(boost::asio::any_io_executor executor, boost::asio::ip::tcp::endpoint server,
          std::string authority);

  // Connects `count` sockets of `people` in turn and waits until all are in; throws when one is refused.
  // Once.
  boost::asio::awaitable<void> connect(const std::vector<Person>& people, std::uint32_t count);
  void measure(Measured measured) { measured_ = measured; }
  // Waits until so many measured deliveries were seen, or until `deadline`.
  boost::asio::awaitable<void> wait_for(std::uint64_t deliveries, Instant deadline);
  // Ends all; throws what ended a reader before.
  boost::asio::awaitable<void> stop();

  // How many sockets the person at a position of the crowd has.
  std::uint32_t sockets_of(std::uint32_t person) const { return sockets_of_[person]; }
  const Histogram& latency() const { return latency_; }

 private:
  boost::asio::awaitable<void> read(std::string token);
  boost::asio::awaitable<void> enter(boost::asio::ip::tcp::socket& socket, FrameReader& frames,
                                     std::string token);
  boost::asio::awaitable<void> on_frame(boost::asio::ip::tcp::socket& socket, Frame frame);
  void note_stamps(std::string_view text);

  boost::asio::ip::tcp::endpoint server_;
  std::string authority_;
  std::vector<std::uint32_t> sockets_of_;
  Measured measured_;
  Histogram latency_;
  std::uint32_t connected_ = 0;
  std::uint64_t awaited_ = ~std::uint64_t{0};
  std::exception_ptr failure_;
  runtime::AutoResetEvent changed_;
  runtime::TaskGroup group_;
};

}  // namespace caravan::bench
