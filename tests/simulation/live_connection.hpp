#pragma once

#include <optional>

#include "bounds.hpp"
#include "live/hub.hpp"
#include "live/recovery.hpp"
#include "live/session.hpp"
#include "ports/inbox.hpp"
#include "socket.hpp"
#include "world.hpp"

namespace caravan::simulation {

// Carries one `live::Session` as `live::WebsocketConnection` does, over a simulated socket.
class LiveConnection final : public live::Listener {
 public:
  struct Surroundings {
    World& world;
    live::Hub& hub;
    ports::Inbox& inbox;
    const live::Session::Options& session;
    const live::RecoveryOptions& recovery;
    const live::TokenCheck& check_token;
    const Bounds& bounds;  // what the session is held to
  };

  // `loop` is the number, in the hub, of the loop on which it runs.
  LiveConnection(SharedSocket socket, std::size_t loop, const Surroundings& around);
  ~LiveConnection() override;

  ports::Task<void> run();
  void tick();

  void on_publication(const live::Publication& publication) override;
  void on_overrun() override;

 private:
  ports::Task<void> enter(live::Session::Join join);
  void pump();
  live::Instant now() const { return {around_.world.clock.now(), around_.world.clock.wall()}; }

  const Surroundings& around_;
  SharedSocket socket_;
  const std::size_t loop_;
  runtime::AutoResetEvent socket_changed_;
  live::Session session_;
  std::optional<domain::UserId> joined_as_;
};

}  // namespace caravan::simulation
