#include "adapters/cassandra/cluster.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <numeric>
#include <stdexcept>

#include "observe/log.hpp"
#include "runtime/loopback.hpp"

namespace caravan::cassandra {

namespace asio = boost::asio;
using ports::Errc;
using ports::Error;

namespace {

std::uint16_t level_of(Consistency consistency) {
  switch (consistency) {
    case Consistency::one:
      return CQL_ONE;
    case Consistency::local_one:
      return CQL_LOCAL_ONE;
    case Consistency::quorum:
      return CQL_QUORUM;
    case Consistency::local_quorum:
      return CQL_LOCAL_QUORUM;
  }
  return CQL_LOCAL_QUORUM;
}

// Who asks one datacenter for its quorum agrees within that datacenter.
std::uint16_t serial_level_of(Consistency consistency) {
  const bool local = consistency == Consistency::local_quorum || consistency == Consistency::local_one;
  return local ? CQL_LOCAL_SERIAL : CQL_SERIAL;
}

Cluster::Options checked(Cluster::Options options) {
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  const auto& keyspace = options.keyspace;
  if (keyspace.empty() || keyspace.size() > 48 || !std::ranges::all_of(keyspace, is_name))
    throw std::invalid_argument("a Cassandra keyspace is 1 to 48 lower-case letters, digits and '_'");
  if (options.contact_points.empty()) throw std::invalid_argument("Cassandra needs a contact point");
  if (options.username.empty() != options.password.empty())
    throw std::invalid_argument("Cassandra needs a username and a password, or neither");
  if (options.tls && options.tls->certificate_file.empty() != options.tls->key_file.empty())
    throw std::invalid_argument("Cassandra needs a client's certificate and its key, or neither");
  return options;
}

std::string joined(const std::vector<std::string>& points) {
  return std::accumulate(std::next(points.begin()), points.end(), points.front(),
                         [](const auto& all, const auto& point) { return all + "," + point; });
}

bool leaves_this_machine(const std::vector<std::string>& points) {
  return !std::ranges::all_of(
      points, [](std::string_view point) { return runtime::is_loopback(point.substr(0, point.rfind(':'))); });
}

const char* or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

void stop_the_process(const std::string& task, std::exception_ptr failure) {
  observe::log(observe::Level::error, "cassandra.task_failed", {{"task", task}});
  std::rethrow_exception(std::move(failure));
}

}  // namespace

Cluster::Cluster(Options options, runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics)
    : options_(checked(std::move(options))),
      clock_(clock),
      random_(random),
      seconds_(
          metrics.latency("caravan_cassandra_request_seconds", "From a request to Cassandra to its answer")),
      failed_(metrics.counter("caravan_cassandra_failed_requests_total",
                              "Requests that Cassandra did not fulfil")),
      refused_(metrics.counter("caravan_cassandra_refused_requests_total",
                               "Requests that were not sent: too many under way, or not connected")),
      connected_(metrics.gauge("caravan_cassandra_connected", "1 while Cassandra answers")),
      driver_(options_.io_threads),
      schema_(driver_, random_, {options_.keyspace, options_.replication, options_.allow_single_copy}),
      background_(executor(), &stop_the_process) {
  if (!options_.tls && leaves_this_machine(options_.contact_points))
    observe::log(observe::Level::warn, "cassandra.unencrypted",
                 {{"detail", "whoever is on the way reads messages and passwords: see cassandra.tls"}});
  asio::post(executor(), [this] { background_.spawn("connect to Cassandra", establish()); });
}

Cluster::~Cluster() {
  driver_.drain(options_.request_timeout);
  asio::post(executor(), [this] { background_.cancel(); });
  asio::co_spawn(executor(), background_.join(), asio::use_future).get();
}

ports::Task<void> Cluster::establish() {
  runtime::Backoff backoff(options_.reconnect, random_);
  std::string told;
  for (;;) {
    const auto established = co_await connect_and_prepare();
    if (established) break;
    const auto& [code, detail] = established.error();
    const bool refused = code == Errc::invalid;
    // Reasons change while a cluster comes up, and the last one is what its operator needs.
    if (detail != std::exchange(told, detail))
      observe::log(refused ? observe::Level::error : observe::Level::warn,
                   refused ? "cassandra.refused" : "cassandra.unreachable", {{"detail", detail}});
    co_await clock_.sleep_until(clock_.now() + backoff.next());
  }
  ready_.store(true, std::memory_order_release);
  connected_.Set(1);
  reachable_ = true;
  observe::log(observe::Level::info, "cassandra.connected", {{"keyspace", options_.keyspace}});
}

ports::Task<ports::Result<void>> Cluster::connect() {
  if (has_session_) co_return ports::Result<void>();
  const auto points = joined(options_.contact_points);
  const auto milliseconds = [](auto time) { return static_cast<std::uint32_t>(time.count()); };
  const auto files = options_.tls.value_or(Tls());
  const cql_tls tls{or_null(files.authorities_file), or_null(files.certificate_file),
                    or_null(files.key_file)};
  const cql_config config{points.c_str(),
                          or_null(options_.local_datacenter),
                          or_null(options_.username),
                          or_null(options_.password),
                          options_.keyspace.c_str(),
                          options_.tls ? &tls : nullptr,
                          static_cast<std::uint32_t>(options_.connections_per_node),
                          milliseconds(options_.connect_timeout),
                          milliseconds(options_.request_timeout),
                          milliseconds(options_.speculative_delay),
                          level_of(options_.consistency),
                          serial_level_of(options_.consistency)};
  const auto connected = co_await driver_.connect(config);
  if (connected.code() != CQL_OK) co_return Error{Errc::unavailable, std::string(connected.message())};
  has_session_ = true;
  co_return ports::Result<void>();
}

ports::Task<ports::Result<void>> Cluster::connect_and_prepare() {
  auto current = co_await connect();
  if (!current) co_return current;
  current = co_await schema_.bring_up_to_date();
  for (std::size_t i = 0; current && i < kStatements; ++i)
    current = co_await prepare(static_cast<Statement>(i));
  co_return current;
}

ports::Task<ports::Result<void>> Cluster::prepare(Statement statement) {
  const auto& text = text_of(statement);
  const bool conditional = text.effect == Effect::write && text.agreement == Agreement::serial;
  // Every statement says the same when it is sent twice; conditional ones are followed by a look at who won.
  const std::uint32_t flags = CQL_IDEMPOTENT | (conditional ? 0 : CQL_FIXED_COLUMNS);
  const bool serial_read = text.effect == Effect::read && text.agreement == Agreement::serial;
  const std::uint16_t level =
      serial_read ? serial_level_of(options_.consistency) : std::uint16_t{CQL_DEFAULT_CONSISTENCY};
  const auto cql = in_keyspace(text.cql, options_.keyspace);
  const auto answer = co_await driver_.prepare(statement, cql, flags, level);
  if (answer.code() != CQL_OK) co_return Error{Errc::unavailable, cql + ": " + std::string(answer.message())};
  co_return ports::Result<void>();
}

std::optional<Error> Cluster::refusal(std::size_t requests) const {
  if (!ready()) return Error{Errc::unavailable, "not connected to Cassandra"};
  if (driver_.under_way() + requests > options_.in_flight_max)
    return Error{Errc::overloaded, "too many requests to Cassandra are under way"};
  return std::nullopt;
}

ports::Result<Answer> Cluster::judge(Answer answer, Effect effect) {
  const auto code = answer.code();
  if (code == CQL_OK) {
    note_reachable(true, "");
    return answer;
  }
  failed_.Increment();
  const std::string detail(answer.message());
  const bool silent =
      code == CQL_CLIENT_TIMEOUT || code == CQL_NO_CONNECTION || code == CQL_BROKEN_CONNECTION;
  if (silent) note_reachable(false, detail);
  if (code == CQL_DROPPED) dropped_.failed(clock_.now(), {{"detail", detail}});
  return Error{errc_of(code, effect), detail};
}

void Cluster::note_reachable(bool reachable, std::string_view detail) {
  // Looked at first, because nearly every answer finds it as it was.
  if (reachable_.load(std::memory_order_relaxed) == reachable || reachable_.exchange(reachable) == reachable)
    return;
  connected_.Set(reachable ? 1 : 0);
  if (reachable)
    observe::log(observe::Level::info, "cassandra.reachable");
  else
    observe::log(observe::Level::warn, "cassandra.unreachable", {{"detail", detail}});
}

ports::Task<std::vector<ports::Result<Answer>>> Cluster::run_each(std::vector<Call> calls) {
  std::vector<ports::Result<Answer>> results;
  results.reserve(calls.size());
  if (const auto refused = refusal(calls.size())) {
    refused_.Increment(static_cast<double>(calls.size()));
    for (std::size_t i = 0; i < calls.size(); ++i)
      results.emplace_back(*refused);
    co_return results;
  }
  std::vector<Effect> effects;
  effects.reserve(calls.size());
  for (const auto& call : calls)
    effects.push_back(text_of(call.statement).effect);
  const auto start = clock_.now();
  auto answers = co_await driver_.execute(std::move(calls));
  seconds_.Observe(std::chrono::duration<double>(clock_.now() - start).count());
  for (std::size_t i = 0; i < answers.size(); ++i)
    results.push_back(judge(std::move(answers[i]), effects[i]));
  co_return results;
}

ports::Task<ports::Result<Answers>> Cluster::run(std::vector<Call> calls) {
  auto results = co_await run_each(std::move(calls));
  Answers answers;
  for (auto& result : results) {
    if (!result) co_return result.error();
    answers.push_back(std::move(*result));
  }
  co_return answers;
}

ports::Task<ports::Result<Answer>> Cluster::run(Call call) {
  std::vector<Call> calls;
  calls.push_back(std::move(call));
  auto results = co_await run_each(std::move(calls));
  co_return std::move(results.front());
}

ports::Task<ports::Result<void>> Cluster::write_together(std::vector<Call> calls) {
  if (calls.size() == 1) {
    const auto written = co_await run(std::move(calls.front()));
    if (!written) co_return written.error();
    co_return ports::Result<void>();
  }
  if (const auto refused = refusal(1)) {
    refused_.Increment();
    co_return *refused;
  }
  const auto start = clock_.now();
  auto answer = co_await driver_.execute_batch(std::move(calls));
  seconds_.Observe(std::chrono::duration<double>(clock_.now() - start).count());
  const auto written = judge(std::move(answer), Effect::write);
  if (!written) co_return written.error();
  co_return ports::Result<void>();
}

}  // namespace caravan::cassandra
