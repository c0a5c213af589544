#pragma once

#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "caravan/wiring.hpp"
#include "http_client.hpp"
#include "runtime/event_loops.hpp"
#include "runtime/manual_clock.hpp"

namespace caravan::scenario {

// The whole program on an embedded store in a scratch directory, reached over loopback sockets, with a clock
// that moves only when told to. A restart keeps the store and the clock.
class ScenarioTest : public testing::Test {
 protected:
  ScenarioTest();
  ~ScenarioTest() override;

  void start();
  void stop();
  void restart() {
    stop();
    start();
  }

  struct Person {
    std::string id, name, token;
  };
  Person sign_up(const std::string& name);
  void log_in(Person& person);
  std::string open_chat(const Person& one, const Person& other);
  Answer send(const Person& from, const std::string& chat, std::string_view body,
              std::string_view message_id = {});
  Answer history(const Person& reader, const std::string& chat);
  // The bodies of the messages in `json`, in its order.
  static std::vector<std::string> bodies(std::string_view json);

  // The value of a metric without labels.
  double metric(std::string_view name);
  // Asks until the metric has reached the value; fails the test after ten seconds.
  void await_metric(std::string_view name, double value);
  // The records of a topic, as `caravan tail` prints them.
  std::vector<std::string> topic(std::string_view name) const;

  runtime::ManualClock clock;
  boost::asio::ip::tcp::endpoint server;

 private:
  std::filesystem::path scratch_;
  runtime::SystemRandom random_;
  config::Settings settings_;
  std::optional<runtime::EventLoops> loops_;  // a loop for connections, one for the pipeline
  std::unique_ptr<Program> program_;
};

}  // namespace caravan::scenario
