#include "adapters/postgres/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <optional>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/clock.hpp"
#include "runtime/run_to_end.hpp"

namespace caravan::postgres {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

// Lets this process open so many files more, until the end of its scope.
class DescriptorsLeft {
 public:
  explicit DescriptorsLeft(rlim_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    auto lowered = before_;
    lowered.rlim_cur = static_cast<rlim_t>(lowest_free()) + count;
    if (::setrlimit(RLIMIT_NOFILE, &lowered) != 0) throw std::runtime_error("setrlimit");
  }
  DescriptorsLeft(const DescriptorsLeft&) = delete;
  DescriptorsLeft& operator=(const DescriptorsLeft&) = delete;
  ~DescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  static int lowest_free() {
    const int free = ::dup(STDERR_FILENO);
    ::close(free);
    return free;
  }
  rlimit before_{};
};

// A server that takes the connection is all that is needed to begin one.
TEST(SessionTest, WithoutADescriptorOfItsOwnIsAnErrorAndNotTheEnd) {
  asio::io_context loop;
  asio::ip::tcp::acceptor server(loop, {asio::ip::address_v4::loopback(), 0});
  const ConnectionSettings settings(
      "postgres://caravan@127.0.0.1:" + std::to_string(server.local_endpoint().port()) + "/caravan", 0ms);
  runtime::SystemClock clock;
  using Session = ports::Result<std::unique_ptr<postgres::Session>>;
  auto connecting = asio::co_spawn(
      loop, runtime::as_optional(postgres::Session::connect(settings, clock, 5s)), asio::use_future);
  {
    const DescriptorsLeft for_libpq_alone(1);
    loop.run();
  }
  const std::optional<Session> session = connecting.get();
  ASSERT_TRUE(session && session->has_error());
  EXPECT_EQ(session->error().code, ports::Errc::unavailable);
  EXPECT_THAT(session->error().detail, testing::HasSubstr("Too many open files"));
}

}  // namespace
}  // namespace caravan::postgres
