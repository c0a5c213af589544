#include "scenario_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "adapters/sqlite/topic_reader.hpp"

namespace caravan::scenario {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kPassword = "correct horse battery";

std::filesystem::path make_scratch() {
  std::string name = (std::filesystem::temp_directory_path() / "caravan-scenario-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

std::string bearer(const std::string& token) {
  return "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n";
}

asio::awaitable<std::string> start_on_its_loop(Program& program) {
  co_return program.start();
}

}  // namespace

ScenarioTest::ScenarioTest() : scratch_(make_scratch()) {
  const auto web = scratch_ / "web";
  std::filesystem::create_directory(web);
  std::ofstream(web / "manifest.json") << R"({"v":1,"csp":"default-src 'none'","files":[]})";
  settings_.server.listen = "127.0.0.1:0";
  settings_.data.dir = scratch_ / "data";
  settings_.web.root = web;
  settings_.auth.argon2_memory = 8192;
  settings_.auth.argon2_passes = 1;
  settings_.backend.feed = config::FeedBackend::log;
  start();
}

ScenarioTest::~ScenarioTest() {
  if (program_) stop();
  std::filesystem::remove_all(scratch_);
}

void ScenarioTest::start() {
  loops_.emplace(2, "scenario");
  const auto executors = loops_->executors();
  program_ = std::make_unique<Program>(
      settings_, Surroundings{.clock = clock,
                              .random = random_,
                              .connection_loops = {executors[0]},
                              .pipeline_loop = executors[1],
                              .on_failure = [](const std::string&, std::exception_ptr) { std::abort(); }});
  const auto url = asio::co_spawn(executors[1], start_on_its_loop(*program_), asio::use_future).get();
  const auto port = static_cast<asio::ip::port_type>(std::stoi(url.substr(url.rfind(':') + 1)));
  server = {asio::ip::address_v4::loopback(), port};
}

void ScenarioTest::stop() {
  asio::co_spawn(loops_->executors()[1], program_->stop(), asio::use_future).get();
  program_.reset();
  loops_.reset();
}

ScenarioTest::Person ScenarioTest::sign_up(const std::string& name) {
  const auto created =
      request(server, "POST", "/auth/api/v1/users/", "Content-Type: application/json\r\n",
              R"({"username":")" + name + R"(","password":")" + std::string(kPassword) + "\"}");
  Person person{created.value("id"), name, {}};
  log_in(person);
  return person;
}

void ScenarioTest::log_in(Person& person) {
  const auto answer =
      request(server, "POST", "/auth/api/v1/login/", "Content-Type: application/x-www-form-urlencoded\r\n",
              "username=" + person.name + "&password=correct+horse+battery");
  person.token = answer.value("access_token");
}

std::string ScenarioTest::open_chat(const Person& one, const Person& other) {
  return request(server, "POST", "/chat/api/v1/chat/", bearer(one.token),
                 R"({"users_id":[)" + one.id + "," + other.id + "]}")
      .value("chat_id");
}

Answer ScenarioTest::send(const Person& from, const std::string& chat, std::string_view body,
                          std::string_view message_id) {
  std::string json =
      R"({"chat_id":")" + chat + R"(","from_user":)" + from.id + R"(,"body":")" + std::string(body) + '"';
  if (!message_id.empty()) json.append(R"(,"message_id":")").append(message_id).append("\"");
  return request(server, "POST", "/chat/api/v1/messaging/", bearer(from.token), json + "}");
}

Answer ScenarioTest::history(const Person& reader, const std::string& chat) {
  return request(server, "GET", "/chat/api/v1/chat/" + chat + "/messages/", bearer(reader.token));
}

std::vector<std::string> ScenarioTest::bodies(std::string_view json) {
  std::vector<std::string> all;
  for (auto at = json.find("\"body\":"); at != std::string_view::npos; at = json.find("\"body\":", at + 1))
    all.push_back(json_value(json.substr(at), "body"));
  return all;
}

double ScenarioTest::metric(std::string_view name) {
  const auto exposed = request(server, "GET", "/metrics").body;
  const auto at = exposed.find("\n" + std::string(name) + " ");
  if (at == std::string::npos) throw std::runtime_error("no metric " + std::string(name));
  return std::stod(exposed.substr(at + name.size() + 2));
}

void ScenarioTest::await_metric(std::string_view name, double value) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (metric(name) != value)
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error(std::string(name) + " did not become " + std::to_string(value));
}

std::vector<std::string> ScenarioTest::topic(std::string_view name) const {
  std::vector<std::string> values;
  for (auto& record : sqlite::TopicReader(settings_.data.dir, name).next(1000))
    values.push_back(record.value);
  return values;
}

}  // namespace caravan::scenario
