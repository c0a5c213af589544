#include "caravan/descriptor_budget.hpp"

#include <stdexcept>
#include <string>

#include "http/connection_limits.hpp"
#include "observe/log.hpp"

namespace caravan {

namespace {

constexpr std::size_t kConnectionsMin = 16;

// What is open beside connections: standard streams, libraries, the web UI's files while they are read; for
// each SQLite connection the file, its log and its index; for each event loop its poll, its timer, its waker,
// its listening sockets and a connection that is about to be refused; and connections that were asked to end.
std::size_t reserved(const config::Settings& settings, std::size_t loops) {
  const std::size_t sqlite_connections = settings.store.reader_threads + 1;
  const std::size_t ending = http::ConnectionLimits::Options().ending_max;
  return 16 + ending + 3 * sqlite_connections + 6 * (loops + 1);
}

}  // namespace

config::Settings within_descriptors(config::Settings settings, std::size_t descriptors, std::size_t loops) {
  const auto others = reserved(settings, loops);
  if (descriptors < others + kConnectionsMin)
    throw std::runtime_error("may open " + std::to_string(descriptors) + " files and needs at least " +
                             std::to_string(others + kConnectionsMin) +
                             "; raise the limit (ulimit -Hn, LimitNOFILE=)");
  const auto room = descriptors - others;
  if (room >= settings.server.connections_max) return settings;
  observe::log(
      observe::Level::warn, "process.few_descriptors",
      {{"descriptors", descriptors}, {"connections_max", room}, {"wanted", settings.server.connections_max}});
  settings.server.connections_max = room;
  return settings;
}

}  // namespace caravan
