#include "adapters/postgres/session.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <fcntl.h>
#include <libpq-fe.h>
#include <new>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "adapters/postgres/sqlstate.hpp"
#include "observe/log.hpp"
#include "runtime/race.hpp"

namespace caravan::postgres {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// libpq ends its messages with a newline and puts some on several lines.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  for (char& letter : text)
    if (letter == '\n') letter = ' ';
  return text;
}

void log_notice(void*, const PGresult* notice) {
  if (!observe::is_logged(observe::Level::debug)) return;
  observe::log(observe::Level::debug, "postgres.notice",
               {{"detail", one_line(PQresultErrorMessage(notice))}});
}

bool needs_look_up(const ConnectionSettings::Host& host) {
  if (!host.address.empty() || host.name.empty() || host.name.front() == '/' || host.name.front() == '@')
    return false;
  error_code not_an_address;
  asio::ip::make_address(host.name, not_an_address);
  return not_an_address.failed();
}

// Sends nothing yet.
PGconn* begin(const ConnectionSettings& settings, const ConnectionSettings::Host& host) {
  std::vector<const char*> keywords, values;
  const auto add = [&](const char* keyword, const std::string& value) {
    keywords.push_back(keyword);
    values.push_back(value.c_str());
  };
  for (const auto& [keyword, value] : settings.values())
    add(keyword.c_str(), value);
  add("host", host.name);
  add("hostaddr", host.address);
  add("port", host.port);
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  auto* const connection = PQconnectStartParams(keywords.data(), values.data(), 0);
  if (connection == nullptr) throw std::bad_alloc();
  PQsetNoticeReceiver(connection, log_notice, nullptr);
  return connection;
}

ports::Error unavailable(std::string detail) {
  return {ports::Errc::unavailable, std::move(detail)};
}

}  // namespace

ports::Error error_of(const PGresult* result) {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  if (state == nullptr || words == nullptr) return unavailable(one_line(PQresultErrorMessage(result)));
  return {errc_of(state), one_line(words) + " (SQLSTATE " + state + ")"};
}

void Session::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Session::Session(pg_conn* connection, asio::any_io_executor executor)
    : handle_(connection), socket_(std::move(executor)) {}

Session::~Session() = default;

ports::Task<ports::Result<std::unique_ptr<Session>>> Session::connect(
    const ConnectionSettings& settings, runtime::Clock& clock, std::chrono::milliseconds host_timeout) {
  auto failure = unavailable("there is no host");
  for (const auto& host : settings.hosts()) {
    auto looking_up = look_up(host);
    const auto places = co_await runtime::before(clock, clock.now() + host_timeout, std::move(looking_up));
    if (!places || !*places) {
      failure = places ? places->error() : unavailable("looking up " + host.name + " took too long");
      continue;
    }
    for (const auto& place : **places) {
      auto connecting = connect_to(settings, place);
      auto session = co_await runtime::before(clock, clock.now() + host_timeout, std::move(connecting));
      if (session && *session) co_return std::move(*session);
      failure = session ? session->error() : unavailable(host.name + " did not answer in time");
    }
  }
  co_return failure;
}

ports::Task<ports::Result<std::vector<Session::Host>>> Session::look_up(Host host) {
  std::vector<Host> places;
  if (!needs_look_up(host)) {
    places.push_back(std::move(host));
    co_return places;
  }
  // libpq would look the name up itself, and keep the event loop waiting.
  asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
  error_code error;
  const auto found =
      co_await resolver.async_resolve(host.name, host.port, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return unavailable("cannot look up " + host.name + ": " + error.message());
  for (const auto& entry : found)
    places.push_back({host.name, entry.endpoint().address().to_string(), host.port});
  co_return places;
}

ports::Task<ports::Result<std::unique_ptr<Session>>> Session::connect_to(const ConnectionSettings& settings,
                                                                         Host host) {
  const auto executor = co_await asio::this_coro::executor;
  auto* const connection = begin(settings, host);
  std::unique_ptr<Session> session(new Session(connection, executor));
  auto next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (next == PGRES_POLLING_FAILED || PQstatus(connection) == CONNECTION_BAD)
      co_return unavailable(session->failure());
    if (const auto watched = session->watch_socket(); !watched) co_return watched.error();
    if (next == PGRES_POLLING_READING)
      co_await session->wait_readable();
    else
      co_await session->wait_writable();
    next = PQconnectPoll(connection);
  }
  if (const auto watched = session->watch_socket(); !watched) co_return watched.error();
  PQsetnonblocking(connection, 1);
  co_return std::move(session);
}

ports::Result<void> Session::watch_socket() {
  error_code error;
  socket_.close(error);
  const int descriptor = ::fcntl(PQsocket(handle()), F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0)
    return unavailable("cannot watch the connection: " + std::generic_category().message(errno));
  socket_.assign(descriptor, error);
  if (!error) return {};
  ::close(descriptor);
  return unavailable("cannot watch the connection: " + error.message());
}

ports::Task<ports::Result<Rows>> Session::execute(std::string script, runtime::Clock& clock,
                                                  runtime::SteadyTime deadline) {
  auto answer = co_await runtime::before(clock, deadline, answer_of(std::move(script)));
  if (!answer) co_return unavailable("the server did not answer in time");
  co_return std::move(*answer);
}

ports::Task<ports::Result<Rows>> Session::answer_of(std::string script) {
  if (PQsendQuery(handle(), script.c_str()) == 0) co_return unavailable(failure());
  const bool sent = co_await send_all();
  if (!sent) co_return unavailable(failure());
  Rows last(nullptr);
  std::optional<ports::Error> error;
  for (;;) {
    const bool received = co_await receive();
    if (!received) co_return unavailable(failure());
    auto* const result = PQgetResult(handle());
    if (result == nullptr) break;
    last = Rows(result);
    if (PQresultStatus(result) == PGRES_FATAL_ERROR && !error) error = error_of(result);
  }
  if (error) co_return *error;
  co_return std::move(last);
}

ports::Task<bool> Session::send_all() {
  for (;;) {
    const int left = PQflush(handle());
    if (left <= 0) co_return left == 0;
    const bool usable = co_await wait_writable();
    if (!usable) co_return false;
  }
}

ports::Task<bool> Session::receive() {
  while (PQisBusy(handle()) != 0) {
    const bool usable = co_await wait_readable();
    if (!usable || PQconsumeInput(handle()) == 0) co_return false;
  }
  co_return true;
}

void Session::enter_pipeline() {
  PQenterPipelineMode(handle());
}

ports::Task<bool> Session::wait_readable() {
  return wait(asio::posix::stream_descriptor::wait_read);
}

ports::Task<bool> Session::wait_writable() {
  return wait(asio::posix::stream_descriptor::wait_write);
}

ports::Task<bool> Session::wait(asio::posix::stream_descriptor::wait_type what) {
  error_code error;
  co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
  // A cancelled wait says nothing about the socket.
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
  co_return !error;
}

std::string Session::failure() const {
  return one_line(PQerrorMessage(handle_.get()));
}

}  // namespace caravan::postgres
