#include "observe/log_output.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <future>
#include <gmock/gmock.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "observe/log.hpp"

namespace caravan::observe {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// What a terminal, a supervisor or a collector is to the program; it takes as much as it likes.
class Reader {
 public:
  Reader() {
    ::signal(SIGPIPE, SIG_IGN);
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    go_away();
    close_input();
  }
  int input() const { return ends_[1]; }
  // As if nobody had read for a long time. Answers how much that was.
  std::size_t fill() {
    ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    const std::string some(4096, '.');
    std::size_t filled = 0;
    for (ssize_t taken = 0; (taken = ::write(ends_[1], some.data(), some.size())) > 0;)
      filled += static_cast<std::size_t>(taken);
    ::fcntl(ends_[1], F_SETFL, 0);
    return filled;
  }
  void read_exactly(std::size_t count) {
    while (count > 0) {
      char some[4096];
      const auto got = ::read(ends_[0], some, std::min(count, sizeof some));
      if (got <= 0) throw std::runtime_error("read");
      count -= static_cast<std::size_t>(got);
    }
  }
  std::string read_lines(int count) {
    std::string lines;
    for (char letter; count > 0 && ::read(ends_[0], &letter, 1) == 1;) {
      lines += letter;
      if (letter == '\n') --count;
    }
    return lines;
  }
  std::string read_rest() {
    close_input();
    std::string rest;
    for (char letter; ::read(ends_[0], &letter, 1) == 1;)
      rest += letter;
    return rest;
  }
  void go_away() { close(0); }

 private:
  void close_input() { close(1); }
  void close(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }

  std::array<int, 2> ends_{-1, -1};
};

constexpr std::size_t kQueue = 1000;
const std::string kLine(99, 'x');  // with its end, a tenth of the queue

TEST(LogOutputTest, WritesAtOnceUntilItIsStarted) {
  Reader reader;
  LogOutput output(reader.input());
  output.write("one");
  output.write("two");
  EXPECT_EQ(reader.read_rest(), "one\ntwo\n");
}

TEST(LogOutputTest, AThreadWritesEverythingInOrder) {
  Reader reader;
  LogOutput output(reader.input());
  output.start(1 << 20);
  std::string all;
  for (int i = 0; i < 500; ++i) {
    output.write(std::to_string(i));
    all += std::to_string(i) + '\n';
  }
  output.flush(10s);
  EXPECT_EQ(reader.read_lines(500), all);
  EXPECT_EQ(output.dropped(), 0u);
}

TEST(LogOutputTest, NobodyWaitsForAReaderThatTakesNothing) {
  Reader reader;
  reader.fill();
  LogOutput output(reader.input());
  output.start(kQueue);
  auto logging = std::async(std::launch::async, [&output] {
    for (int i = 0; i < 10'000; ++i)
      output.write(kLine);
  });
  const auto state = logging.wait_for(10s);
  if (state != std::future_status::ready) reader.go_away();
  ASSERT_EQ(state, std::future_status::ready) << "the one who logs is kept waiting";
  // The thread has taken one queue's worth, and one waits.
  EXPECT_GE(output.dropped(), 10'000u - 20);
  EXPECT_LT(output.dropped(), 10'000u);
}

TEST(LogOutputTest, SaysWhatItDroppedWhenThereIsRoomAgain) {
  Reader reader;
  const auto filled = reader.fill();
  LogOutput output(reader.input());
  output.start(kQueue);
  for (int i = 0; i < 100; ++i)
    output.write(kLine);
  const auto dropped = output.dropped();
  ASSERT_GT(dropped, 0u);
  reader.read_exactly(filled);
  const auto kept = static_cast<int>(100 - dropped);
  EXPECT_THAT(
      reader.read_lines(kept + 1),
      HasSubstr(R"("level":"warn","event":"log.lines_dropped","lines":)" + std::to_string(dropped) + "}"));
  output.write("after");
  EXPECT_EQ(reader.read_lines(1), "after\n");
}

TEST(LogOutputTest, WritesWhatWaitsBeforeItStops) {
  Reader reader;
  LogOutput output(reader.input());
  output.start(1 << 20);
  for (int i = 0; i < 100; ++i)
    output.write(kLine);
  output.stop(10s);
  output.write("after");
  const auto all = reader.read_rest();
  EXPECT_EQ(all.size(), 100 * (kLine.size() + 1) + 6);
  EXPECT_THAT(all, EndsWith("x\nafter\n"));
}

TEST(LogOutputTest, StopsThoughNobodyReads) {
  Reader reader;
  reader.fill();
  LogOutput output(reader.input());
  output.start(kQueue);
  for (int i = 0; i < 5; ++i)
    output.write(kLine);
  auto stopping = std::async(std::launch::async, [&output] { output.stop(1ms); });
  const auto state = stopping.wait_for(10s);
  if (state != std::future_status::ready) reader.go_away();
  ASSERT_EQ(state, std::future_status::ready);
  EXPECT_EQ(output.dropped(), 5u);
}

TEST(LogOutputTest, CountsWhatItCannotWrite) {
  Reader reader;
  LogOutput output(reader.input());
  output.start(kQueue);
  reader.go_away();
  output.write(kLine);
  output.flush(10s);
  EXPECT_GE(output.dropped(), 1u);
}

}  // namespace
}  // namespace caravan::observe
