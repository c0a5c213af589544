#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/retention.hpp"
#include "chats/create_chat.hpp"
#include "config/settings.hpp"
#include "costs/prices.hpp"
#include "domain/wait_budget.hpp"
#include "domain/window_policy.hpp"
#include "guard/guard.hpp"
#include "http/server.hpp"
#include "identity/password_hasher.hpp"
#include "live/endpoint.hpp"
#include "pipeline/accept/accept.hpp"
#include "pipeline/aggregate/aggregate.hpp"
#include "pipeline/aggregate/aggregate_streams.hpp"
#include "pipeline/publish/publish.hpp"

// Each module's own options, out of the settings: the one place where both are known.
namespace caravan {

sqlite::Database::Options database_options(const config::Settings& settings);
sqlite::Retention::Options retention_options(const config::Settings& settings);
identity::PasswordHasher::Options password_options(const config::Auth& auth);
std::vector<http::Network> networks(const std::vector<std::string>& texts);
guard::Guard::Options guard_options(const config::Guard& guard);
chats::CreateChatOptions create_chat_options(const config::Chat& chat);
accept::Options accept_options(const config::Chat& chat);
costs::Prices prices(const config::Prices& prices);
std::unique_ptr<const domain::WindowPolicy> window_policy(const config::Aggregate& aggregate);
// `budget` must outlive the policy, which follows it when it is the adaptive one.
std::unique_ptr<const domain::WindowPolicy> budgeted_window_policy(const config::Aggregate& aggregate,
                                                                   const domain::WaitBudget& budget);
aggregate::Options aggregate_options(const config::Settings& settings,
                                     aggregate::Spending::Options spending = {});
aggregate::AggregateStreams::Options aggregate_streams_options(const config::Settings& settings,
                                                               aggregate::Spending::Options spending);
// In which a listener of the feed is to say again that it is there.
std::chrono::seconds presence_again_in(const config::Presence& presence);
publish::Options publish_options(const config::Settings& settings);
live::Endpoint::Options live_options(const config::Settings& settings);
http::Server::Options server_options(const config::Settings& settings);

}  // namespace caravan
