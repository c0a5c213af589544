#include "caravan/roles.hpp"

#include <algorithm>

namespace caravan {
namespace {

using config::Role;

bool has_all(const std::vector<Role>& roles) {
  return std::ranges::all_of(config::Settings{}.roles, [&](Role role) { return has(roles, role); });
}

bool stores_are_shared(const config::Backend& backend) {
  return backend.accounts == config::AccountsBackend::postgres &&
         backend.history == config::HistoryBackend::cassandra && backend.log == config::LogBackend::kafka;
}

int usual_port(const std::vector<Role>& roles) {
  if (has(roles, Role::web)) return 3000;
  if (has(roles, Role::auth)) return 8000;
  if (has(roles, Role::chat)) return 9000;
  if (has(roles, Role::live)) return 9100;
  return 9200;  // metrics alone
}

std::optional<std::string> refuse_feed(const config::Settings& settings) {
  const auto needs_feed = [](Role role) { return role == Role::aggregate || role == Role::publish; };
  if (settings.backend.feed == config::FeedBackend::none && std::ranges::all_of(settings.roles, needs_feed))
    return "with backend.feed = \"none\" there is nothing to gather or to publish: set another, or leave the "
           "roles aggregate and publish out";
  if (settings.backend.feed != config::FeedBackend::firestore) return std::nullopt;
#ifndef CARAVAN_WITH_FIRESTORE
  return "this program was built without Firestore: build it with firestore in CARAVAN_BACKENDS";
#else
  const bool connects = has_any(settings.roles, {Role::auth, Role::publish});
  if (connects && settings.firestore.project.empty())
    return "set firestore.project: the Google Cloud project whose Firestore readers listen to";
  return std::nullopt;
#endif
}

std::optional<std::string> refuse_budget(const config::Settings& settings) {
  if (settings.budget.usd_per_month <= 0) return std::nullopt;
  if (settings.aggregate.policy != config::WindowPolicy::adaptive)
    return "budget.usd_per_month is kept by windows of the adaptive policy alone: set aggregate.policy = "
           "\"adaptive\", or leave the budget out";
  if (gathering(settings) == Gathering::of_streams)
    return "budget.usd_per_month is kept for the layout inbox alone, whose documents have one reader each: "
           "set "
           "firestore.layout = \"inbox\", or leave the budget out";
  if (settings.budget.wait_max < settings.aggregate.window)
    return "budget.wait_max is how long a window may become: set it to aggregate.window at least";
  return std::nullopt;
}

}  // namespace

bool has(const std::vector<Role>& roles, Role role) {
  return std::ranges::find(roles, role) != roles.end();
}

bool has_any(const std::vector<Role>& roles, std::initializer_list<Role> sought) {
  return std::ranges::any_of(sought, [&](Role role) { return has(roles, role); });
}

Gathering gathering(const config::Settings& settings) {
  if (settings.backend.feed == config::FeedBackend::none) return Gathering::nothing;
  const bool batches = settings.backend.feed == config::FeedBackend::firestore &&
                       settings.firestore.layout == config::FirestoreLayout::batches;
  return batches ? Gathering::of_streams : Gathering::for_readers;
}

bool has_readers(const config::Settings& settings) {
  return settings.backend.feed == config::FeedBackend::firestore &&
         gathering(settings) == Gathering::for_readers;
}

bool shows_costs(const config::Settings& settings) {
  return has(settings.roles, Role::publish) &&
         (has_any(settings.roles, {Role::auth, Role::chat}) || !settings.auth.administrators.empty());
}

bool knows_callers(const config::Settings& settings) {
  return has_any(settings.roles, {Role::auth, Role::chat, Role::live}) || shows_costs(settings);
}

std::optional<std::string> refuse_roles(const config::Settings& settings) {
  if (has_all(settings.roles) || stores_are_shared(settings.backend)) return std::nullopt;
  return "some roles alone need stores that processes can share, and the embedded store belongs to one "
         "process: "
         "set roles = \"all\" (or leave --roles out), or set backend.accounts = \"postgres\", "
         "backend.history = \"cassandra\" and backend.log = \"kafka\"";
}

std::optional<std::string> refuse_backends(const config::Settings& settings) {
  const auto& backend = settings.backend;
  if (auto refusal = refuse_feed(settings)) return refusal;
  if (auto refusal = refuse_budget(settings)) return refusal;
  if (!stores_are_shared(backend)) {
    if (backend.accounts == config::AccountsBackend::sqlite &&
        backend.history == config::HistoryBackend::sqlite && backend.log == config::LogBackend::sqlite)
      return std::nullopt;
    return "backend.accounts, backend.history and backend.log go together: all \"sqlite\", or \"postgres\", "
           "\"cassandra\" and \"kafka\"";
  }
#ifndef CARAVAN_WITH_DISTRIBUTED
  return "this program was built for the embedded store alone: build it with "
         "-DCARAVAN_BACKENDS=\"postgres;cassandra;kafka\"";
#else
  if (knows_callers(settings) && settings.auth.key_file.empty())
    return "processes that share stores must sign and check tokens with one key: set auth.key_file";
  if ((has_any(settings.roles, {Role::auth, Role::chat}) || shows_costs(settings)) &&
      settings.postgres.url.empty())
    return "set postgres.url (or DATABASE_URL): where the accounts are";
  return std::nullopt;
#endif
}

std::string listen_address(const config::Settings& settings) {
  if (settings.server.listen != "auto") return settings.server.listen;
  return "127.0.0.1:" + std::to_string(usual_port(settings.roles));
}

}  // namespace caravan
