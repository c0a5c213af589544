#include "caravan/module_options.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "caravan/roles.hpp"

namespace caravan {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

// Timeouts that are watched once a second: part of a second counts as a whole one.
seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::ceil<seconds>(time);
}

guard::Rate rate(const config::Rate& limit) {
  return {static_cast<std::uint32_t>(limit.count), limit.per};
}

// "1/s" with a burst of 20 is a bucket of 20 that takes 20 seconds to fill.
guard::Rate rate(const config::Rate& limit, std::size_t burst) {
  return {static_cast<std::uint32_t>(burst), limit.per * burst / limit.count};
}

std::vector<sqlite::FeedConsumer> feed_consumers(const config::Settings& settings) {
  switch (gathering(settings)) {
    case Gathering::nothing:
      break;
    case Gathering::for_readers:
      return {sqlite::kAggregate, sqlite::kPublish};
    case Gathering::of_streams:
      return {sqlite::kAggregateStreams, sqlite::kPublish};
  }
  return {};
}

domain::Windows::Options windows_options(const config::Aggregate& aggregate) {
  return {.batch_bytes_max = aggregate.batch_bytes_max,
          .batch_messages_max = aggregate.batch_messages_max,
          .open_max = aggregate.open_windows_max};
}

}  // namespace

sqlite::Database::Options database_options(const config::Settings& settings) {
  sqlite::Database::Options options;
  options.directory = settings.data.dir;
  options.writer.queue_max = settings.store.queue_max;
  options.writer.wal_bytes_max = settings.store.wal_bytes_max;
  options.readers.queue_max = settings.store.queue_max;
  options.readers.threads = settings.store.reader_threads;
  return options;
}

sqlite::Retention::Options retention_options(const config::Settings& settings) {
  return {.age = settings.store.delivery_retention,
          .feeds = feed_consumers(settings),
          .absent_age = settings.store.absent_consumer_retention};
}

identity::PasswordHasher::Options password_options(const config::Auth& auth) {
  return {
      .memory_bytes = auth.argon2_memory,
      .passes = auth.argon2_passes,
      .threads = auth.hash_threads ? auth.hash_threads : std::max(1u, std::thread::hardware_concurrency()),
      .queue_max = auth.hash_queue_max};
}

std::vector<http::Network> networks(const std::vector<std::string>& texts) {
  std::vector<http::Network> parsed;
  for (const auto& text : texts)
    parsed.push_back(http::Network::parse(text).value());
  return parsed;
}

guard::Guard::Options guard_options(const config::Guard& guard) {
  return {.enabled = guard.enabled,
          .send_per_user = rate(guard.send_per_user, guard.send_per_user_burst),
          .send_per_chat = rate(guard.send_per_chat),
          .sign_up_per_address = rate(guard.sign_up_per_address),
          .login_per_address = rate(guard.logins_per_address),
          .failed_login_per_network = rate(guard.failed_logins_per_network),
          .failed_login_per_account = rate(guard.failed_logins_per_account),
          .failed_login_per_address = rate(guard.failed_logins_per_address),
          .session_end_per_user = rate(guard.session_ends_per_user),
          .presence_per_user = rate(guard.presence_per_user),
          .reads_per_user_max = guard.reads_per_user_max,
          .keys_max = guard.keys_max};
}

chats::CreateChatOptions create_chat_options(const config::Chat& chat) {
  return {.group_members_max = chat.group_members_max};
}

accept::Options accept_options(const config::Chat& chat) {
  return {.body_bytes_max = chat.message_bytes_max};
}

costs::Prices prices(const config::Prices& prices) {
  return {.reads = prices.reads,
          .writes = prices.writes,
          .deletes = prices.deletes,
          .gib_out = prices.gib_out,
          .free_reads = prices.free_reads,
          .free_writes = prices.free_writes,
          .free_deletes = prices.free_deletes,
          .free_gib_out = prices.free_gib_out};
}

std::unique_ptr<const domain::WindowPolicy> window_policy(const config::Aggregate& aggregate) {
  switch (aggregate.policy) {
    case config::WindowPolicy::anchored:
      return std::make_unique<domain::AnchoredPolicy>(aggregate.window);
    case config::WindowPolicy::leading:
      return std::make_unique<domain::LeadingPolicy>(aggregate.window);
    case config::WindowPolicy::inactivity:
      return std::make_unique<domain::InactivityPolicy>(aggregate.window, aggregate.inactivity_count);
    case config::WindowPolicy::adaptive:
      break;
  }
  return std::make_unique<domain::AdaptivePolicy>(aggregate.window);
}

std::unique_ptr<const domain::WindowPolicy> budgeted_window_policy(const config::Aggregate& aggregate,
                                                                   const domain::WaitBudget& budget) {
  if (aggregate.policy != config::WindowPolicy::adaptive) return window_policy(aggregate);
  return std::make_unique<domain::BudgetedPolicy>(budget);
}

aggregate::AggregateStreams::Options aggregate_streams_options(const config::Settings& settings,
                                                               aggregate::Spending::Options spending) {
  return {.windows = windows_options(settings.aggregate), .handover = {.spending = std::move(spending)}};
}

aggregate::Options aggregate_options(const config::Settings& settings,
                                     aggregate::Spending::Options spending) {
  const auto& aggregate = settings.aggregate;
  const auto& presence = settings.presence;
  const auto& live = settings.live;
  // A socket is known to be dead when a ping was sent and not answered, and its node when its lease has
  // ended.
  constexpr seconds kUntilItIsSaid{5};
  const auto until_known = live.ping_interval + live.pong_timeout + presence.lease + kUntilItIsSaid;
  return {.windows = windows_options(aggregate),
          .spending = std::move(spending),
          .attendance = {.lease = presence.lease, .unseen_after = presence.unseen_after},
          .held = {.time = until_known, .bytes_max = presence.held_bytes_max}};
}

seconds presence_again_in(const config::Presence& presence) {
  return duration_cast<seconds>(presence.unseen_after / 3);
}

publish::Options publish_options(const config::Settings& settings) {
  const auto& publish = settings.publish;
  return {.waiting = {.interval = publish.per_recipient_interval,
                      .under_way_max = publish.writes_under_way_max,
                      .under_way_bytes_max = publish.under_way_bytes_max,
                      .reader_bytes_max = publish.recipient_bytes_max,
                      .bytes_max = publish.waiting_bytes_max,
                      .slots_max = publish.recipients_max,
                      .give_up_after = publish.give_up_after}};
}

live::Endpoint::Options live_options(const config::Settings& settings) {
  const auto& live = settings.live;
  live::Endpoint::Options options;
  options.connection.session.ping_interval = whole_seconds(live.ping_interval);
  options.connection.session.pong_timeout = whole_seconds(live.pong_timeout);
  options.connection.session.outgoing_bytes_max = live.buffer_bytes_max;
  options.connection.recovery.deliveries_max = live.recovery_deliveries_max;
  options.connection.recovery.bytes_max = live.buffer_bytes_max / 2;
  options.hub.connections_per_user_max = live.connections_per_user_max;
  options.handshake.allowed_origins = settings.server.origins;
  options.connections_max = settings.server.connections_max;
  options.drain_timeout =
      std::max(seconds(1), duration_cast<seconds>(settings.server.drain_timeout) - seconds(1));
  return options;
}

http::Server::Options server_options(const config::Settings& settings) {
  const auto& server = settings.server;
  http::Server::Options options;
  options.request.head_bytes_max = server.head_bytes_max;
  options.request.body_bytes_max = server.body_bytes_max;
  options.connections = {.connections_max = server.connections_max,
                         .connections_per_address_max = server.connections_per_address_max};
  options.unread = {.bytes_max = server.unread_bytes_max,
                    .bytes_per_address_max = server.unread_bytes_per_address_max};
  options.client.trusted_proxies = networks(server.proxies);
  options.origins = server.origins;
  options.client.exempt = networks(settings.guard.enabled ? settings.guard.exempt_networks
                                                          : std::vector<std::string>{"0.0.0.0/0", "::/0"});
  options.timeouts.head = whole_seconds(server.head_timeout);
  options.timeouts.idle = whole_seconds(server.idle_timeout);
  options.timeouts.handler = whole_seconds(server.request_timeout);
  return options;
}

}  // namespace caravan
