#include <algorithm>
#include <cctype>
#include <ranges>

#include "config/backend_sections.hpp"
#include "config/cost_sections.hpp"
#include "config/firebase_section.hpp"
#include "config/option.hpp"
#include "config/section.hpp"

namespace caravan::config {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Choices<Role, 7> roles{{{"auth", Role::auth},
                                  {"chat", Role::chat},
                                  {"live", Role::live},
                                  {"fan-out", Role::fan_out},
                                  {"aggregate", Role::aggregate},
                                  {"publish", Role::publish},
                                  {"web", Role::web}}};
constexpr Choices<LogLevel, 4> log_levels{{{"debug", LogLevel::debug},
                                           {"info", LogLevel::info},
                                           {"warn", LogLevel::warn},
                                           {"error", LogLevel::error}}};
constexpr Choices<Algorithm, 3> algorithms{
    {{"hs256", Algorithm::hs256}, {"rs256", Algorithm::rs256}, {"eddsa", Algorithm::eddsa}}};
constexpr Choices<Realtime, 3> realtimes{
    {{"websocket", Realtime::websocket}, {"firestore", Realtime::firestore}, {"both", Realtime::both}}};
constexpr Choices<WindowPolicy, 4> policies{{{"adaptive", WindowPolicy::adaptive},
                                             {"anchored", WindowPolicy::anchored},
                                             {"leading", WindowPolicy::leading},
                                             {"inactivity", WindowPolicy::inactivity}}};

// "all", or role names between commas; kept in the table's order and without repeats.
Parsed<std::vector<Role>> parse_roles(std::string_view text) {
  const auto items = parse_list(text);
  std::vector<Role> chosen;
  for (const auto& choice : roles) {
    if (text == "all" || (items && std::ranges::find(*items, choice.name) != items->end())) {
      chosen.push_back(choice.value);
    }
  }
  const bool known = text == "all" || (items && std::ranges::all_of(*items, [](const auto& item) {
                                         return parse_choice(roles, item).has_value();
                                       }));
  if (!known || chosen.empty()) return Refusal{"must be all, or a list of " + names_of(roles)};
  return chosen;
}

std::string format_roles(const std::vector<Role>& chosen) {
  if (chosen.size() == roles.size()) return "all";
  std::vector<std::string> names;
  for (const auto role : chosen)
    names.push_back(name_of(roles, role));
  return format_list(names);
}

void roles_option(std::vector<Option>& table) {
  Option& option = table.emplace_back();
  option.key = "roles";
  option.kind = Kind::list;
  option.allowed = "all, or a list of " + names_of(roles);
  option.help = "What this process does.";
  option.used_by = "all";
  option.flag = "--roles";
  option.set = [](Settings& settings, std::string_view text) -> std::optional<Refusal> {
    auto parsed = parse_roles(text);
    if (!parsed) return parsed.error();
    settings.roles = std::move(*parsed);
    return std::nullopt;
  };
  option.text = [](const Settings& settings) { return format_roles(settings.roles); };
}

void server_options(std::vector<Option>& table) {
  Section server(table, "server", &Settings::server, "all");
  server
      .checked_text(
          "listen", &Server::listen, &parse_listen_address,
          "auto, or HOST:PORT with an IP address or localhost",
          "Where to serve; port 0 takes a free one, 0.0.0.0 answers the network. auto answers this "
          "machine alone, on its roles' usual port: 3000 with web, else 8000 with auth, 9000 with chat, "
          "9100 with live, 9200 with none of these.")
      .flag = "--listen";
  server.integer("threads", &Server::threads, {0, 256}, "Event-loop threads; 0 is one for each core.");
  server.integer(
      "connections_max", &Server::connections_max, {1, 1'000'000},
      "Open connections in all. The next one takes the place of one that waits, of the address with "
      "the most; when none waits it is answered 503 and closed.");
  server.integer(
      "connections_per_address_max", &Server::connections_per_address_max, {1, 1'000'000},
      "Open connections of one address (IPv6: of one /64); guard.exempt_networks are not held to it, and of "
      "clients behind server.proxies WebSockets alone are counted.");
  server.bytes(
      "unread_bytes_max", &Server::unread_bytes_max, {1 * MiB, 64 * GiB},
      "Answers that clients have not taken yet, in all; a connection whose answer would be more is closed.");
  server.bytes("unread_bytes_per_address_max", &Server::unread_bytes_per_address_max, {1 * MiB, 64 * GiB},
               "Of those, for clients of one address (IPv6: of one /64).");
  server.bytes("head_bytes_max", &Server::head_bytes_max, {1 * KiB, 1 * MiB},
               "Request line and headers together; above it the answer is 431.");
  server.bytes("body_bytes_max", &Server::body_bytes_max, {1 * KiB, 64 * MiB},
               "A request's body; above it the answer is 413.");
  server.duration("head_timeout", &Server::head_timeout, {1s, 10min},
                  "How long a client may take to send a request's head.");
  server.duration("idle_timeout", &Server::idle_timeout, {1s, 1h},
                  "How long a kept-alive connection may wait for its next request.");
  server.duration("request_timeout", &Server::request_timeout, {1s, 10min},
                  "How long one request may take, its body included.");
  server.duration(
      "drain_timeout", &Server::drain_timeout, {0s, 1min},
      "How long requests in flight may finish after SIGTERM. A second later the process has ended, whatever "
      "its stores still owe it.");
  server.list("proxies", &Server::proxies, &parse_network, "a list of networks, such as 10.0.0.0/8",
              "Proxies whose word is believed on where a request comes from and where it was sent.");
  server.list("origins", &Server::origins, &parse_origin,
              "a list of origins, such as https://app.example.org",
              "Web origins beside the server's own whose pages may use it.");
  server.list("metrics_networks", &Server::metrics_networks, &parse_network,
              "a list of networks, such as 10.0.0.0/8",
              "Clients that may read /metrics; others are answered 403.");
}

void place_options(std::vector<Option>& table) {
  Section data(table, "data", &Settings::data, "all");
  data.text("dir", &Data::dir, "a directory",
            "Holds the store and the signing key; made with mode 0700 at the first start.")
      .flag = "--data";

  Section web(table, "web", &Settings::web, "web");
  web.text("root", &Web::root, "a directory",
           "The built web UI; empty finds it beside the executable or in web/dist.");
  web.choice(
      "realtime", &Web::realtime, realtimes,
      "How the web UI hears of messages: over its socket; from Firestore, as the section firebase says; "
      "or from Firestore when no socket can be had.");

  Section log(table, "log", &Settings::log, "all");
  log.choice("level", &Log::level, log_levels, "Less severe log lines are dropped.").flag = "--log-level";
  log.bytes("queue_bytes_max", &Log::queue_bytes_max, {64 * KiB, 1 * GiB},
            "Log lines that wait until standard error takes them; more are dropped and counted.");
}

void auth_options(std::vector<Option>& table) {
  Section auth(table, "auth", &Settings::auth, "auth");
  auth.duration("token_lifetime", &Auth::token_lifetime, {1s, days(365)}, "How long a login lasts.");
  auth.choice("algorithm", &Auth::algorithm, algorithms,
              "How tokens are signed; rs256 and eddsa let others verify them with the public key alone.")
      .used_by = "auth, chat, live";
  auth.text("key_file", &Auth::key_file, "a file",
            "The signing key. rs256 and eddsa need it, as PEM; for hs256 empty is a random key in data.dir, "
            "made with mode "
            "0600 at the first start.")
      .used_by = "auth, chat, live";
  auth.bytes("argon2_memory", &Auth::argon2_memory, {8 * MiB, 1 * GiB},
             "Memory that hashing one password takes.");
  auth.integer("argon2_passes", &Auth::argon2_passes, {1, 16}, "Passes over that memory.");
  auth.integer("hash_threads", &Auth::hash_threads, {0, 64},
               "Threads that hash passwords; 0 is one for each core.");
  auth.integer("hash_queue_max", &Auth::hash_queue_max, {1, 10'000},
               "Passwords that wait to be hashed; the next one is answered 503.");
  auth.list("administrators", &Auth::administrators, &parse_username, "a list of usernames",
            "Who may see what the installation costs. Sign these accounts up before their names stand here: "
            "whoever has the name has the right.")
      .used_by = "auth, publish";
}

void guard_options(std::vector<Option>& table) {
  Section guard(table, "guard", &Settings::guard, "auth, chat");
  guard.boolean(
      "enabled", &Guard::enabled,
      "Whether the limits of this section, and server.connections_per_address_max, hold; false is for "
      "benchmarks.");
  guard.rate("send_per_user", &Guard::send_per_user, "Messages that a user may send in the long run.");
  guard.integer("send_per_user_burst", &Guard::send_per_user_burst, {1, 10'000},
                "Messages that a user may send at once after a pause.");
  guard.rate("send_per_chat", &Guard::send_per_chat, "Messages that a user may send to one chat.");
  guard.rate("sign_up_per_address", &Guard::sign_up_per_address,
             "Accounts made from one address (IPv6: from one /64).");
  guard.rate("logins_per_address", &Guard::logins_per_address,
             "Logins from one address (IPv6: from one /64), with right passwords, too.");
  guard.rate("failed_logins_per_network", &Guard::failed_logins_per_network,
             "Wrong passwords for one account from one address (IPv6: from one /64).");
  guard.rate(
      "failed_logins_per_account", &Guard::failed_logins_per_account,
      "Wrong passwords for one account from all networks together from which nobody has logged in to it.");
  guard.rate("failed_logins_per_address", &Guard::failed_logins_per_address,
             "Wrong passwords from one address (IPv6: from one /64), for all accounts together.");
  guard.rate("session_ends_per_user", &Guard::session_ends_per_user,
             "How often somebody may end the own Firebase sessions, which is a write there each time.");
  guard.rate("presence_per_user", &Guard::presence_per_user,
             "How often somebody may say that the own device listens in the feed, and fetch what waits.");
  guard.integer(
      "reads_per_user_max", &Guard::reads_per_user_max, {1, 10'000},
      "Lists, pages and searches of one user that are under way at once, until their answers are taken.");
  guard.integer("keys_max", &Guard::keys_max, {1'000, 10'000'000},
                "Users, chats and addresses that one limit remembers; above it those with the most left are "
                "forgotten.");
  guard.list(
      "exempt_networks", &Guard::exempt_networks, &parse_network, "a list of networks, such as 10.0.0.0/8",
      "Client addresses that the limits per address do not hold for; the limits per account always hold. "
      "This machine may stand here where nobody else can reach the server: it is held to the limits as soon "
      "as "
      "the server listens beyond it, or is asked for by another name.");
}

void chat_options(std::vector<Option>& table) {
  Section chat(table, "chat", &Settings::chat, "chat");
  chat.bytes("message_bytes_max", &Chat::message_bytes_max, {1, 1 * MiB},
             "A message's text in UTF-8; above it the answer is 413.");
  chat.integer("group_members_max", &Chat::group_members_max, {2, 10'000}, "Members of one group.");
}

void pipeline_options(std::vector<Option>& table) {
  Section aggregate(table, "aggregate", &Settings::aggregate, "aggregate");
  aggregate.choice(
      "policy", &Aggregate::policy, policies,
      "When a window closes: adaptive, at once when the reader got nothing for four windows' length, "
      "else so long after its first message; anchored, always so long after its first message; "
      "leading, the first message at once and then one batch a window; inactivity, after that "
      "much silence or aggregate.inactivity_count messages.");
  aggregate.duration("window", &Aggregate::window, {10ms, 1h}, "The window's length.");
  aggregate.integer("inactivity_count", &Aggregate::inactivity_count, {1, 10'000},
                    "Messages that close a window of the inactivity policy.");
  aggregate.bytes("batch_bytes_max", &Aggregate::batch_bytes_max, {1 * KiB, 1 * MiB},
                  "A batch that reaches this size is sent before its window ends.");
  aggregate.integer("batch_messages_max", &Aggregate::batch_messages_max, {1, 100'000},
                    "So does one of so many messages.");
  aggregate.integer("open_windows_max", &Aggregate::open_windows_max, {1, 10'000'000},
                    "Windows open at once; the one due first is sent early to make room.");

  Section presence(table, "presence", &Settings::presence, "aggregate, live");
  presence.duration("lease", &Presence::lease, {1s, 1min},
                    "A live node that says nothing for so long is dead, and its readers have left.");
  presence.duration("unseen_after", &Presence::unseen_after, {30s, days(1)},
                    "For so long after he left, or last said that he listens, a reader is written to. "
                    "Listeners say it every third of it.");
  presence.bytes("held_bytes_max", &Presence::held_bytes_max, {1 * MiB, 16 * GiB},
                 "Deliveries to readers with a socket that are kept until they have surely arrived; beyond "
                 "it a reader whose socket breaks may have to read history.");

  Section publish(table, "publish", &Settings::publish, "publish");
  publish.duration("per_recipient_interval", &Publish::per_recipient_interval, {0s, 1min},
                   "The least time between two batches to one recipient.");
  publish.integer("writes_under_way_max", &Publish::writes_under_way_max, {1, 10'000},
                  "Batches on their way to the feed at once, of different recipients.");
  publish.bytes(
      "recipient_bytes_max", &Publish::recipient_bytes_max, {1 * KiB, 1 * MiB},
      "Message text that waits for one recipient while the feed fails; of more only the newest stays, "
      "and he reads history.");
  publish.bytes("waiting_bytes_max", &Publish::waiting_bytes_max, {1 * MiB, 16 * GiB},
                "What waits for all recipients together, with 256 bytes for each message beside its text; "
                "beyond it batches stay in the log.");
  publish.bytes(
      "under_way_bytes_max", &Publish::under_way_bytes_max, {64 * KiB, 1 * GiB},
      "Of that, what is on its way to the feed at once; it takes several times as much memory there.");
  publish.integer(
      "recipients_max", &Publish::recipients_max, {1, 10'000'000},
      "Recipients who wait, or were written to within the interval; beyond it batches stay in the log.");
  publish.duration(
      "give_up_after", &Publish::give_up_after, {1min, days(7)},
      "How long a batch is tried again; then it counts as refused, and its recipient finds a gap.");
}

void live_options(std::vector<Option>& table) {
  Section live(table, "live", &Settings::live, "live");
  live.duration("ping_interval", &Live::ping_interval, {1s, 10min}, "How often a connection is pinged.");
  live.duration("pong_timeout", &Live::pong_timeout, {1s, 10min},
                "How long a ping may go unanswered before the connection is closed.");
  live.bytes("buffer_bytes_max", &Live::buffer_bytes_max, {16 * KiB, 64 * MiB},
             "Unsent bytes of one slow reader before it is disconnected and recovers.");
  live.integer("connections_per_user_max", &Live::connections_per_user_max, {1, 1'000},
               "Connections that one user may hold open.");
  live.integer("recovery_deliveries_max", &Live::recovery_deliveries_max, {1, 100'000},
               "Missed deliveries that a reconnect brings; who missed more reads history.");
}

void store_options(std::vector<Option>& table) {
  Section store(table, "store", &Settings::store, "all");
  store.integer("queue_max", &Store::queue_max, {1, 100'000},
                "Writes that wait for the store; the next one is answered 503.");
  store.integer("reader_threads", &Store::reader_threads, {1, 64}, "Threads that read the store.");
  store.bytes("wal_bytes_max", &Store::wal_bytes_max, {128 * MiB, 1024 * GiB},
              "How far the write-ahead log grows while a reader such as a backup holds it; then writes are "
              "answered 503.");
  store.duration("delivery_retention", &Store::delivery_retention, {1h, days(3'650)},
                 "How long a delivery can be recovered from the log; history keeps the message itself.");
  store.duration("absent_consumer_retention", &Store::absent_consumer_retention, {0s, days(3'650)},
                 "How long the log is kept for a consumer that no longer runs, such as one of a former "
                 "backend.feed; then its place is forgotten.");
}

std::vector<Option> make_table() {
  std::vector<Option> table;
  roles_option(table);
  server_options(table);
  place_options(table);
  auth_options(table);
  guard_options(table);
  chat_options(table);
  pipeline_options(table);
  live_options(table);
  store_options(table);
  backend_sections(table);
  firebase_section(table);
  cost_sections(table);
  return table;
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::integer:
      return "integer";
    case Kind::decimal:
      return "decimal";
    case Kind::duration:
      return "duration";
    case Kind::bytes:
      return "bytes";
    case Kind::rate:
      return "rate";
    case Kind::boolean:
      return "boolean";
    case Kind::choice:
      return "choice";
    case Kind::list:
      return "list";
  }
  return "text";
}

std::string Option::variable() const {
  std::string name = "CARAVAN_" + key;
  std::ranges::replace(name, '.', '_');
  std::ranges::transform(name, name.begin(), [](unsigned char letter) { return std::toupper(letter); });
  return name;
}

std::span<const Option> options() {
  static const std::vector<Option> table = make_table();
  return table;
}

const Option* find_option(std::string_view key) {
  const auto found = std::ranges::find(options(), key, &Option::key);
  return found == options().end() ? nullptr : &*found;
}

std::string_view section_help(std::string_view section) {
  struct Help {
    std::string_view section;
    std::string_view sentence;
  };
  static constexpr std::array helps{
      Help{"", "What the process is."},
      Help{"server", "The HTTP server that every role shares."},
      Help{"data", "Where the embedded store lives."},
      Help{"web", "The web UI's files."},
      Help{"log", "Log lines are JSON on standard error."},
      Help{"auth", "Accounts, passwords and tokens."},
      Help{"guard", "Limits that make spam difficult; a refused request is answered 429 with Retry-After."},
      Help{"chat", "Chats and messages."},
      Help{"aggregate",
           "How a recipient's messages are gathered into batches; read unless backend.feed is none."},
      Help{"presence",
           "Who is there to read, so that nothing is written to Firestore for others; read when backend.feed "
           "is firestore."},
      Help{"publish", "How batches are handed to the feed; read unless backend.feed is none."},
      Help{"live", "WebSocket connections."},
      Help{"store", "The embedded store."},
      Help{"backend", "Which stores a process uses; one machine needs none but the embedded one."},
      Help{"postgres", "Accounts in PostgreSQL; read when backend.accounts is postgres."},
      Help{"kafka", "The logs between the hops, when they are Kafka's."},
      Help{"firestore", "The feed of readers without a socket; read when backend.feed is firestore."},
      Help{"cassandra", "Chats and messages in Apache Cassandra; read when backend.history is cassandra."},
      Help{"firebase", "Lets readers into Firestore; docs/firestore.md says how to set it up."},
      Help{"budget", "What the feed may cost; read when backend.feed is firestore."},
      Help{"costs",
           "What is reckoned for the page /cost and for caravan cost; read unless backend.feed is none."},
      Help{"prices", "What Google asks for Firestore; the list differs by location and changes."},
  };
  const auto found = std::ranges::find(helps, section, &Help::section);
  return found == helps.end() ? std::string_view() : found->sentence;
}

}  // namespace caravan::config
