#include "caravan/wiring.hpp"

#include <utility>
#include <vector>

#include "caravan/listening.hpp"
#include "caravan/parts.hpp"
#include "caravan/roles.hpp"
#include "http/server.hpp"
#include "runtime/all_of.hpp"

namespace caravan {
namespace {

using config::Role;

template <class Part, class... Needs>
std::unique_ptr<Part> made_if(bool wanted, const Needs&... needs) {
  return wanted ? std::make_unique<Part>(*needs...) : nullptr;
}

}  // namespace

// In the order of dependence: each part knows only what stands above it.
struct Program::Parts {
  const std::unique_ptr<parts::Ground> ground;
  const std::vector<Role>& roles = ground->settings.roles;

  // What several roles share.
  const std::unique_ptr<parts::Access> access =
      made_if<parts::Access>(knows_callers(ground->settings), ground);

  const std::unique_ptr<parts::Feed> feed =
      made_if<parts::Feed>(has_any(roles, {Role::auth, Role::publish}), ground);

  // Who people are; what they may do; how they learn of it.
  const std::unique_ptr<parts::Auth> auth =
      made_if<parts::Auth>(has(roles, Role::auth), ground, access, feed);
  const std::unique_ptr<parts::Chat> chat = made_if<parts::Chat>(has(roles, Role::chat), ground, access);
  const std::unique_ptr<parts::Live> live = made_if<parts::Live>(has(roles, Role::live), ground, access);

  // Where messages go.
  const std::unique_ptr<parts::FanOut> fan_out = made_if<parts::FanOut>(has(roles, Role::fan_out), ground);
  const Gathering gathers = gathering(ground->settings);
  const std::unique_ptr<parts::Aggregate> aggregate =
      made_if<parts::Aggregate>(gathers == Gathering::for_readers && has(roles, Role::aggregate), ground);
  const std::unique_ptr<parts::AggregateStreams> aggregate_streams = made_if<parts::AggregateStreams>(
      gathers == Gathering::of_streams && has(roles, Role::aggregate), ground);
  const std::unique_ptr<parts::Publish> publish =
      made_if<parts::Publish>(gathers != Gathering::nothing && has(roles, Role::publish), ground, feed);

  const std::unique_ptr<parts::Bill> bill =
      made_if<parts::Bill>(shows_costs(ground->settings), ground, access, feed);

  // How the world reaches it.
  const std::unique_ptr<parts::Web> web = made_if<parts::Web>(has(roles, Role::web), ground);
  http::Server server{ground->around.connection_loops,
                      ground->router,
                      server_options(ground->settings),
                      ground->around.clock,
                      ground->around.random,
                      ground->metrics,
                      ground->around.on_failure};
};

Program::Program(const config::Settings& settings, Surroundings surroundings)
    : parts_(new Parts{std::make_unique<parts::Ground>(settings, std::move(surroundings))}) {}

Program::~Program() = default;

std::string Program::start() {
  Parts& p = *parts_;
  // First what can fail: an address that is taken must leave nothing running.
  std::string url = start_listening(p.server, listen_address(p.ground->settings));
  auto& pipeline = p.ground->pipeline;
  if (p.fan_out) pipeline.spawn("fan_out", p.fan_out->hop.run());
  if (p.live) pipeline.spawn("deliver", p.live->deliver.run());
  if (p.aggregate) pipeline.spawn("aggregate", p.aggregate->hop.run());
  if (p.aggregate_streams) pipeline.spawn("aggregate", p.aggregate_streams->hop.run());
  if (p.publish) pipeline.spawn("publish", p.publish->hop.run(pipeline));
  p.ground->stores->spawn_upkeep(p.ground->upkeep);
  return url;
}

boost::asio::awaitable<void> Program::stop() {
  Parts& p = *parts_;
  const auto deadline = p.ground->around.clock.now() + p.ground->settings.server.drain_timeout;
  p.ground->pipeline.cancel();
  co_await p.ground->pipeline.join();
  std::vector<boost::asio::awaitable<void>> ends;
  if (p.live) ends.push_back(p.live->endpoint.stop());
  ends.push_back(p.server.stop(deadline));
  co_await runtime::all_of(std::move(ends));
  co_await p.ground->stores->finish(deadline);
  p.ground->upkeep.cancel();
  co_await p.ground->upkeep.join();
}

}  // namespace caravan
