#include "observe/failure_log.hpp"

#include <gmock/gmock.h>
#include <string>

namespace caravan::observe {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

constexpr FailureLog::Time kStart{1h};

class FailureLogTest : public testing::Test {
 protected:
  // What `act` writes to standard error.
  template <class Act>
  std::string lines_of(Act act) {
    testing::internal::CaptureStderr();
    act();
    return testing::internal::GetCapturedStderr();
  }

  FailureLog store{Level::warn, {"store.failed", "store.recovered"}, 10s};
};

TEST_F(FailureLogTest, TellsTheBeginningThenOneAfterEachSilenceWithTheNumberInARow) {
  EXPECT_THAT(lines_of([this] {
                store.failed(kStart, {{"detail", "disk full"}});
              }),
              AllOf(HasSubstr(R"("level":"warn","event":"store.failed","detail":"disk full")"),
                    HasSubstr(R"("failed_in_a_row":1})")));
  EXPECT_EQ(lines_of([this] {
              for (int i = 1; i < 1'000; ++i)
                store.failed(kStart + i * 1ms, {{"detail", "disk full"}});
            }),
            "");
  EXPECT_THAT(lines_of([this] { store.failed(kStart + 10s); }), HasSubstr(R"("failed_in_a_row":1001})"));
}

TEST_F(FailureLogTest, TellsItsEndOnce) {
  EXPECT_EQ(lines_of([this] { store.succeeded(kStart); }), "");
  lines_of([this] {
    store.failed(kStart);
    store.failed(kStart + 1s);
  });
  EXPECT_THAT(lines_of([this] { store.succeeded(kStart + 3s); }),
              AllOf(HasSubstr(R"("level":"info","event":"store.recovered")"), HasSubstr(R"("failures":2)"),
                    HasSubstr(R"("seconds":3.0)")));
  EXPECT_EQ(lines_of([this] { store.succeeded(kStart + 4s); }), "");
}

TEST_F(FailureLogTest, FailuresWithoutAnEndAreToldInTheSameRhythm) {
  FailureLog requests(Level::error, {"request.failed", ""}, 10s);
  EXPECT_NE(lines_of([&] { requests.failed(kStart); }), "");
  EXPECT_EQ(lines_of([&] {
              requests.succeeded(kStart + 1s);
              requests.failed(kStart + 2s);
            }),
            "");
  EXPECT_THAT(lines_of([&] { requests.failed(kStart + 11s); }), HasSubstr(R"("failed_in_a_row":3})"));
}

}  // namespace
}  // namespace caravan::observe
