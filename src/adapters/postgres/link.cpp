#include "adapters/postgres/link.hpp"

#include <libpq-fe.h>
#include <string_view>

#include "adapters/postgres/sqlstate.hpp"
#include "observe/log.hpp"
#include "runtime/race.hpp"

namespace caravan::postgres {

namespace {

bool ends_the_session(const PGresult* result) {
  const char* const severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity != nullptr &&
         (std::string_view(severity) == "FATAL" || std::string_view(severity) == "PANIC");
}

bool has_state(const PGresult* result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE) != nullptr;
}

bool wears_out_the_session(const PGresult* result) {
  return has_state(result) && asks_for_a_new_session(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

}  // namespace

Link::Link(const ConnectionSettings& settings, std::span<const Statement* const> statements, Options options,
           runtime::Clock& clock, runtime::Random& random, observe::Metrics& metrics,
           runtime::AutoResetEvent& changed)
    : settings_(settings),
      statements_(statements),
      options_(options),
      clock_(clock),
      backoff_(options.backoff, random),
      changed_(changed),
      connections_(metrics.gauge("caravan_postgres_connections", "Connections that are up")),
      connected_(metrics.counter("caravan_postgres_connects_total", "Connections that were made")),
      lost_(metrics.counter("caravan_postgres_disconnects_total", "Connections that were lost")) {}

ports::Task<void> Link::run() {
  for (;;) {
    auto session = co_await open();
    if (session) {
      session_ = std::move(*session);
      failure_.reset();
      connected_.Increment();
      connections_.Increment();
      observe::log(observe::Level::info, "postgres.connected", {{"database", settings_.database()}});
      changed_.set();
      co_await serve();
      lose();
    } else {
      note_failure(std::move(session.error()));
    }
    changed_.set();
    co_await clock_.sleep_until(clock_.now() + backoff_.next());
  }
}

void Link::note_failure(ports::Error error) {
  // Once, not at every try.
  if (!failure_ || failure_->detail != error.detail)
    observe::log(observe::Level::warn, "postgres.connect_failed", {{"detail", error.detail}});
  failure_ = std::move(error);
}

ports::Task<ports::Result<std::unique_ptr<Session>>> Link::open() {
  auto session = co_await Session::connect(settings_, clock_, options_.connect_timeout);
  if (!session) co_return session.error();
  const auto prepared = co_await prepare(**session);
  if (!prepared) co_return prepared.error();
  (*session)->enter_pipeline();
  co_return std::move(session);
}

ports::Task<ports::Result<Rows>> Link::prepare(Session& session) {
  std::string script;
  for (const Statement* const statement : statements_)
    if (statement->prepared)
      script += std::string("PREPARE ") + statement->name + " AS " + statement->sql + ";";
  return session.execute(std::move(script), clock_, clock_.now() + options_.connect_timeout);
}

ports::Task<void> Link::serve() {
  // Whichever ends first, the session is at its end.
  auto exchange = runtime::first_of(read_answers(), write_calls());
  co_await runtime::first_of(std::move(exchange), notice_silence());
}

bool Link::send(const std::shared_ptr<Call>& call) {
  const auto& parameters = call->parameters;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const auto& parameter : parameters) {
    values.push_back(parameter.bytes().data());
    lengths.push_back(static_cast<int>(parameter.bytes().size()));
    formats.push_back(parameter.format());
  }
  const auto count = static_cast<int>(parameters.size());
  auto* const handle = session_->handle();
  const auto& statement = call->statement;
  const int queued = statement.prepared ? PQsendQueryPrepared(handle, statement.name, count, values.data(),
                                                              lengths.data(), formats.data(), 0)
                                        : PQsendQueryParams(handle, statement.sql, count, nullptr,
                                                            values.data(), lengths.data(), formats.data(), 0);
  if (queued == 0) {
    worn_out_ = true;
    unwritten_.set();
    return false;
  }
  call->sent = true;
  if (calls_.empty()) heard_ = clock_.now();
  calls_.push_back({call, std::nullopt});
  // Should this fail, the silence that follows ends the session.
  PQpipelineSync(handle);
  if (PQflush(handle) != 0) unwritten_.set();
  return true;
}

ports::Task<void> Link::read_answers() {
  for (;;) {
    const bool usable = co_await session_->wait_readable();
    if (!usable || !take_answers()) co_return;
    // The server may have waited for us to read before it took more.
    if (PQflush(session_->handle()) != 0) unwritten_.set();
  }
}

ports::Task<void> Link::write_calls() {
  for (;;) {
    co_await clock_.wait(unwritten_, runtime::SteadyTime::max());
    int left = is_worn_out() ? -1 : 1;
    while (left == 1) {
      const bool usable = co_await session_->wait_writable();
      left = usable ? PQflush(session_->handle()) : -1;
    }
    if (left < 0) co_return;
  }
}

ports::Task<void> Link::notice_silence() {
  for (;;) {
    const auto since = calls_.empty() ? clock_.now() : heard_;
    if (clock_.now() >= since + options_.silence_max) break;
    co_await clock_.sleep_until(since + options_.silence_max);
  }
  observe::log(observe::Level::warn, "postgres.server_silent",
               {{"waited_ms", options_.silence_max.count()}, {"in_flight", calls_.size()}});
}

bool Link::take_answers() {
  auto* const handle = session_->handle();
  const bool open = PQconsumeInput(handle) != 0;
  while (!calls_.empty() && PQisBusy(handle) == 0) {
    // Nothing stands between the results of one call and those of the next, and at the end of a broken
    // connection.
    if (auto* const result = PQgetResult(handle))
      take(result);
    else if (PQstatus(handle) != CONNECTION_OK)
      break;
  }
  return open && PQstatus(handle) == CONNECTION_OK && !is_worn_out();
}

void Link::take(PGresult* result) {
  Rows rows(result);
  heard_ = clock_.now();
  switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
      return confirm();
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      calls_.front().result.emplace(std::move(rows));
      return;
    default:
      break;
  }
  auto& call = calls_.front();
  auto error = error_of(result);
  if (ends_the_session(result)) {
    farewell_ = error.detail;
  } else if (farewell_.empty()) {
    // Without a state it is libpq's own word, which knows nothing of what the server did.
    if (!has_state(result) && call.call->statement.writes) error.code = ports::Errc::uncertain;
    if (wears_out_the_session(result)) worn_out_ = true;
    call.result.emplace(std::move(error));
  }
}

void Link::confirm() {
  const bool was_full = !has_room();
  auto done = std::move(calls_.front());
  calls_.pop_front();
  done.call->answer(std::move(*done.result));
  backoff_.reset();
  if (was_full) changed_.set();
}

void Link::lose() {
  const auto detail = farewell_.empty() ? session_->failure() : farewell_;
  observe::log(observe::Level::warn, "postgres.connection_lost",
               {{"in_flight", calls_.size()}, {"detail", detail}});
  for (const auto& [call, result] : calls_) {
    const bool refused = result && result->has_error();
    // When the server has said that it ends, it has undone what it had not finished, and never looked at the
    // rest.
    const bool undone = !farewell_.empty() && !result;
    const auto code = call->statement.writes && !undone ? ports::Errc::uncertain : ports::Errc::unavailable;
    call->answer(refused ? result->error() : ports::Error{code, "the connection was lost: " + detail});
  }
  lost_.Increment();
  close();
}

void Link::close() {
  calls_.clear();
  if (session_) connections_.Decrement();
  session_.reset();
  farewell_.clear();
  worn_out_ = false;
}

}  // namespace caravan::postgres
