#include "config/command_line.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <optional>

#include "config/environment.hpp"
#include "config/option.hpp"

namespace caravan::config {
namespace {

constexpr int usage_error = 2;

constexpr const char* serve_examples = R"(Examples:
  caravan serve
  caravan serve --listen 0.0.0.0:3000 --data /var/lib/caravan
  caravan serve --config caravan.toml --set aggregate.window=1s
  CARAVAN_LOG_LEVEL=debug caravan serve

Every setting: caravan config doc)";

constexpr const char* migrate_examples = R"(Examples:
  caravan migrate status
  caravan migrate up --data /var/lib/caravan
  DATABASE_URL=postgresql://user:password@host/database caravan migrate up --set backend.accounts=postgres
  caravan migrate down --to 1 --config caravan.toml)";

constexpr const char* tail_examples = R"(Examples:
  caravan tail chat_messages
  caravan tail --follow chat_messages_grouped
  caravan tail --data /var/lib/caravan --from 100 --count 10 chat_deliveries)";

constexpr const char* bench_examples = R"(Examples:
  caravan serve --set guard.enabled=false
  caravan bench send --in-flight 64 --seconds 10
  caravan bench page --in-flight 16 --json
  caravan bench windows --set aggregate.window=2s
  caravan bench live --rate 100 --arrivals poisson --readers 200 --pid $(pidof caravan))";

constexpr const char* cost_examples = R"(Examples:
  caravan cost
  caravan cost --url http://127.0.0.1:9200
  caravan cost --replay --data /var/lib/caravan
  caravan cost --replay --config caravan.toml --set aggregate.policy=anchored
  caravan cost --replay --set backend.log=kafka --set kafka.brokers=broker:9092)";

constexpr const char* health_examples = R"(Examples:
  caravan health
  caravan health --roles chat --config caravan.toml
  caravan health --url http://127.0.0.1:9200 --roles fan-out)";

constexpr const char* backup_examples = R"(Examples:
  caravan backup /var/backups/caravan.db --data /var/lib/caravan
  caravan backup monday.db --config caravan.toml)";

constexpr const char* restore_examples = R"(Examples:
  caravan restore /var/backups/caravan.db --data /var/lib/caravan)";

constexpr const char* redate_examples = R"(Examples:
  caravan redate --data /var/lib/caravan)";

constexpr const char* config_examples = R"(Examples:
  caravan config check caravan.toml
  caravan config show --config caravan.toml
  caravan config doc > docs/configuration.md)";

// The flags that give settings on one subcommand.
class SettingFlags {
 public:
  // `wanted` says which of the options' own flags the subcommand has; --config and --set it always has.
  template <class Wanted>
  SettingFlags(CLI::App& command, Wanted wanted) : command_(command) {
    const Settings defaults;
    command.add_option("--config", file_, "TOML file to read settings from")->type_name("FILE");
    for (const auto& option : options()) {
      if (option.flag.empty() || !wanted(option)) continue;
      auto* const flag = repeatable(command.add_option(option.flag))->type_name("VALUE");
      flag->description(option.help + "\n(" + option.allowed + "; default " + option.text(defaults) + ")");
      keys_[flag] = option.key;
    }
    set_ = repeatable(command.add_option("--set", "Any setting by its key; may be repeated"))
               ->type_name("KEY=VALUE");
    set_->check([](const std::string& text) {
      return text.find('=') == std::string::npos ? "must be KEY=VALUE" : std::string();
    });
  }

  Sources sources(const Environment& environment) const {
    Sources sources;
    sources.file = file_.empty() ? environment.file : std::optional(file_);
    sources.environment = environment.assignments;
    std::map<const CLI::Option*, std::size_t> seen;
    for (const CLI::Option* const flag : command_.parse_order()) {
      const std::size_t occurrence = seen[flag]++;
      if (flag == set_) {
        const std::string& text = flag->results().at(occurrence);
        const auto equals = text.find('=');
        sources.flags.push_back({text.substr(0, equals), text.substr(equals + 1), "--set"});
      } else if (const auto key = keys_.find(flag); key != keys_.end()) {
        sources.flags.push_back({key->second, flag->results().at(occurrence), flag->get_name()});
      }
    }
    return sources;
  }

 private:
  static CLI::Option* repeatable(CLI::Option* flag) {
    return flag->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  CLI::App& command_;
  std::string file_;
  std::map<const CLI::Option*, std::string> keys_;
  CLI::Option* set_ = nullptr;
};

bool every_flag(const Option&) {
  return true;
}
bool data_flag(const Option& option) {
  return option.key == "data.dir";
}

// The program's grammar; `parse`, once, says what was asked for. A command gets its options when it is named:
// those of all commands would cost far more than one command line's parsing does.
class Grammar {
 public:
  Grammar() {
    app_.set_version_flag("--version", "");
    serve_.footer(serve_examples);
    when_named(serve_, [this] { serve_flags_.emplace(serve_, every_flag); });
    migrate_.footer(migrate_examples);
    for (auto* const action : {&status_, &up_, &down_})
      action->fallthrough();
    when_named(migrate_, [this] { migrate_flags_.emplace(migrate_, data_flag); });
    when_named(down_, [this] { add_down_options(); });
    tail_.footer(tail_examples);
    when_named(tail_, [this] { add_tail_options(); });
    bench_.footer(bench_examples);
    when_named(bench_, [this] { add_bench_options(); });
    cost_.footer(cost_examples);
    when_named(cost_, [this] { add_cost_options(); });
    health_.footer(health_examples);
    when_named(health_, [this] { add_health_options(); });
    backup_.footer(backup_examples);
    when_named(backup_, [this] {
      backup_flags_.emplace(backup_, data_flag);
      backup_.add_option("FILE", backup_file_, "The file to make")->required();
    });
    restore_.footer(restore_examples);
    when_named(restore_, [this] {
      restore_flags_.emplace(restore_, data_flag);
      restore_.add_option("FILE", backup_file_, "What `caravan backup` wrote")->required();
    });
    redate_.footer(redate_examples);
    when_named(redate_, [this] { redate_flags_.emplace(redate_, data_flag); });
    config_.footer(config_examples);
    when_named(check_,
               [this] { check_.add_option("FILE", checked_file_, "TOML file to check")->required(); });
    when_named(show_, [this] { show_flags_.emplace(show_, every_flag); });
  }

  Command parse(int argument_count, const char* const* arguments, const Environment& environment) {
    try {
      app_.parse(argument_count, arguments);
    } catch (const CLI::CallForVersion&) {
      return Version{};
    } catch (const CLI::ParseError& error) {
      return exit_for(error);
    }
    return command(environment);
  }

 private:
  template <class AddOptions>
  static void when_named(CLI::App& command, AddOptions add_options) {
    command.preparse_callback([add_options](std::size_t) { add_options(); });
  }

  void add_down_options() {
    down_.add_option("--to", target_, "The version to go back to; without it, one back")
        ->type_name("VERSION")
        ->check(CLI::NonNegativeNumber.description(""));
  }

  void add_tail_options() {
    tail_flags_.emplace(tail_, data_flag);
    tail_.add_option("TOPIC", topic_, "chat_messages, chat_deliveries or chat_messages_grouped")->required();
    tail_.add_option("--from", from_, "Offset of the first record to print")->default_str("0");
    tail_.add_flag("--follow", follow_, "Wait for more records at the end");
    tail_.add_flag("--with-offsets", with_offsets_, "Print offset, key and record with tabs between them");
    tail_.add_option("--count", count_, "Stop after so many records");
  }

  void add_bench_options() {
    using Load = Bench::Load;
    using Arrivals = Bench::Arrivals;
    const std::map<std::string, Load> loads{
        {"send", Load::send}, {"page", Load::page}, {"live", Load::live}, {"windows", Load::windows}};
    const std::map<std::string, Arrivals> arrivals{{"poisson", Arrivals::poisson}, {"even", Arrivals::even}};
    bench_
        .add_option("LOAD", wanted_.load,
                    "send, page (of ten messages), live, or windows, which needs no server")
        ->required()
        ->transform(CLI::CheckedTransformer(loads).description(""));
    bench_.add_option("--target", wanted_.target, "The server")->capture_default_str();
    bench_.add_flag("--allow-remote", wanted_.allow_remote, "Let the server be another machine");
    bench_.add_option("--in-flight", wanted_.in_flight, "Requests at once")->capture_default_str();
    bench_.add_option("--seconds", wanted_.seconds, "How long to measure")->capture_default_str();
    bench_.add_option("--warm-up", wanted_.warm_up_seconds, "Seconds of load before that")
        ->capture_default_str();
    bench_.add_option("--users", wanted_.users, "Accounts to use")->capture_default_str();
    bench_.add_option("--chats", wanted_.chats, "Direct chats between them")->capture_default_str();
    bench_.add_option("--crowd", wanted_.crowd, "Use the accounts NAME-0, NAME-1, ... and their chats again")
        ->type_name("NAME");
    bench_.add_flag("--own-ids", wanted_.own_ids,
                    "send, live: give each message an id, as clients do that may send again");
    bench_.add_option("--readers", wanted_.readers, "live: sockets, spread over the users")
        ->capture_default_str();
    bench_.add_option("--rate", wanted_.rate, "live: sends a second")->capture_default_str();
    bench_.add_option("--arrivals", wanted_.arrivals, "live: poisson or even (default poisson)")
        ->transform(CLI::CheckedTransformer(arrivals).description(""));
    bench_.add_option("--pid", wanted_.pid, "The server's process, to report its CPU and memory");
    bench_.add_flag("--json", wanted_.json, "Print one JSON object instead of a table");
    add_bench_windows_options();
  }

  void add_bench_windows_options() {
    bench_flags_.emplace(bench_, [](const Option&) { return false; });
    bench_.add_option("--seed", windows_.seed, "windows: of the generated trace")->capture_default_str();
    bench_.add_option("--minutes", windows_.minutes, "windows: its length")->capture_default_str();
    bench_.add_option("--trace", windows_.trace, "windows: a recorded trace instead")->type_name("FILE");
    bench_.add_flag("--theory", windows_.theory, "windows: Poisson traffic beside the formulas instead");
  }

  void add_cost_options() {
    cost_flags_.emplace(cost_, data_flag);
    auto* const url = cost_.add_option("--url", cost_wanted_.url, "The server whose bill is asked for");
    url->capture_default_str();
    cost_
        .add_flag("--replay", cost_wanted_.replay,
                  "Send what the log holds, of the embedded store or in Kafka, through windows of other "
                  "lengths, and print cost against wait; servers may run meanwhile")
        ->excludes(url);
  }

  void add_health_options() {
    health_flags_.emplace(
        health_, [](const Option& option) { return option.key == "roles" || option.key == "server.listen"; });
    health_.add_option("--url", health_url_, "The server, when it is not where the settings say");
  }

  Command command(const Environment& environment) const {
    if (serve_.parsed()) return Serve{serve_flags_->sources(environment)};
    if (status_.parsed()) return Migrate{migrate_flags_->sources(environment), Migrate::Action::status, {}};
    if (up_.parsed()) return Migrate{migrate_flags_->sources(environment), Migrate::Action::up, {}};
    if (down_.parsed()) return Migrate{migrate_flags_->sources(environment), Migrate::Action::down, target_};
    if (tail_.parsed())
      return Tail{tail_flags_->sources(environment), topic_, from_, follow_, with_offsets_, count_};
    if (bench_.parsed()) return bench(environment);
    if (cost_.parsed()) return Cost{cost_flags_->sources(environment), cost_wanted_.url, cost_wanted_.replay};
    if (health_.parsed()) return Health{health_flags_->sources(environment), health_url_};
    if (backup_.parsed()) return Backup{backup_flags_->sources(environment), backup_file_};
    if (restore_.parsed()) return Restore{restore_flags_->sources(environment), backup_file_};
    if (redate_.parsed()) return Redate{redate_flags_->sources(environment)};
    if (check_.parsed()) return ConfigCheck{Sources{checked_file_, {}, {}}};
    if (show_.parsed()) return ConfigShow{show_flags_->sources(environment)};
    if (doc_.parsed()) return ConfigDoc{};
    if (version_.parsed()) return Version{};
    // A command that only groups others was named alone, or none at all.
    const CLI::App& asked = migrate_.parsed() ? migrate_ : config_.parsed() ? config_ : app_;
    return Exit{usage_error, asked.help()};
  }

  Command bench(const Environment& environment) const {
    if (wanted_.load != Bench::Load::windows) return wanted_;
    auto windows = windows_;
    windows.sources = bench_flags_->sources(environment);
    return windows;
  }

  Exit exit_for(const CLI::ParseError& error) const {
    std::ostringstream out, err;
    const int code = app_.exit(error, out, err);
    if (code == 0) return {0, out.str()};
    return {usage_error, err.str()};
  }

  CLI::App app_{"Caravan, a realtime chat server", "caravan"};
  CLI::App& serve_ = *app_.add_subcommand("serve", "Serve the roles of this process until SIGTERM or SIGINT");
  CLI::App& migrate_ = *app_.add_subcommand("migrate", "See or change the version of the stores' schemas");
  CLI::App& status_ = *migrate_.add_subcommand("status", "Print each schema's version and the newest");
  CLI::App& up_ = *migrate_.add_subcommand("up", "Apply what is missing");
  CLI::App& down_ =
      *migrate_.add_subcommand("down", "Undo the newest, and what it stores (PostgreSQL alone)");
  CLI::App& tail_ = *app_.add_subcommand("tail", "Print the records of a topic as JSON lines");
  CLI::App& bench_ =
      *app_.add_subcommand("bench", "Measure a running server under load, or reckon what windows save");
  CLI::App& cost_ = *app_.add_subcommand("cost", "Print what Firestore bills, or would for other windows");
  CLI::App& health_ = *app_.add_subcommand(
      "health", "Ask whether the server that these settings start is healthy; exits with 0 or 1");
  CLI::App& backup_ =
      *app_.add_subcommand("backup", "Copy the embedded store into a new file, beside a server that goes on");
  CLI::App& restore_ = *app_.add_subcommand("restore", "Make the embedded store, which is lost, of a backup");
  CLI::App& redate_ = *app_.add_subcommand(
      "redate",
      "Take back what a clock that was ahead has dated in the future, in a store that is not served");
  CLI::App& config_ = *app_.add_subcommand("config", "Check, show or document the settings");
  CLI::App& check_ = *config_.add_subcommand("check", "Check a TOML file");
  CLI::App& show_ = *config_.add_subcommand("show", "Print the effective settings and where each came from");
  CLI::App& doc_ = *config_.add_subcommand("doc", "Print the documentation of every setting as Markdown");
  CLI::App& version_ = *app_.add_subcommand("version", "Print the version");

  std::optional<SettingFlags> serve_flags_, migrate_flags_, tail_flags_, bench_flags_, show_flags_,
      cost_flags_, health_flags_, backup_flags_, restore_flags_, redate_flags_;
  std::optional<std::size_t> target_;
  std::string topic_;
  std::uint64_t from_ = 0;
  bool follow_ = false;
  bool with_offsets_ = false;
  std::optional<std::uint64_t> count_;
  Bench wanted_;
  BenchWindows windows_;
  Cost cost_wanted_;
  std::string health_url_;
  std::string backup_file_;
  std::string checked_file_;
};

}  // namespace

Command parse_command_line(int argument_count, const char* const* arguments, const char* const* environment) {
  return Grammar().parse(argument_count, arguments, read_environment(environment));
}

}  // namespace caravan::config
