#include "distributed/node.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/race.hpp"

namespace caravan::simulation {

using namespace std::chrono_literals;

namespace {

constexpr runtime::Backoff::Options kRetry{.first = 20ms, .longest = 500ms};

accept::StoreThenLog::Options acceptance_options(const Promises& promises) {
  return {.log_timeout = promises.log_timeout,
          .log_pause = promises.log_pause,
          .floor_timeout = promises.floor_timeout,
          .lanes = {.group_max = 4}};
}

relay::Options relay_options(const Promises& promises) {
  return {.messages_max = 8, .interval = 100ms, .others_after = promises.others_after, .retry = kRetry};
}

// Membership straight from the store.
class StoredMembers final : public ports::Members {
 public:
  explicit StoredMembers(ports::Chats& chats) : chats_(chats) {}
  ports::Task<ports::Result<ports::SharedChat>> of(domain::ChatId id) override {
    auto chat = co_await chats_.find(id);
    if (!chat) co_return chat.error();
    co_return std::make_shared<const domain::Chat>(*std::move(chat));
  }

 private:
  ports::Chats& chats_;
};

// Says of nothing that it is there, and keeps it.
class ForgetfulUnpublished final : public ports::Unpublished {
 public:
  ForgetfulUnpublished(ports::Unpublished& kept, bool forgets) : kept_(kept), forgets_(forgets) {}

  ports::Task<ports::Result<void>> add(domain::Message message) override {
    auto added = co_await kept_.add(std::move(message));
    if (added && forgets_) co_return ports::Error{ports::Errc::uncertain, "simulated: kept all the same"};
    co_return added;
  }
  ports::Task<ports::Result<Found>> some(std::size_t count_max) override { return kept_.some(count_max); }
  ports::Task<ports::Result<void>> remove(domain::Message message) override {
    return kept_.remove(std::move(message));
  }

 private:
  ports::Unpublished& kept_;
  const bool forgets_;
};

}  // namespace

Node::Node(World& world, Installation& installation, Life life, std::chrono::milliseconds skew,
           observe::Metrics& metrics)
    : world_(world),
      around_{world, installation.network, installation.ledger, life},
      random_(world.random.fork()),
      clock_(world.clock, skew),
      kafka_(world),
      pipeline_(world),
      http_{Thread(world), Thread(world)},
      members_(std::make_unique<StoredMembers>(installation.chats)),
      store_(around_, installation.tables),
      unpublished_(around_, installation.tables),
      producer_(around_, installation.broker),
      log_(around_, producer_, clock_, false),
      log_of_relay_(around_, producer_, clock_, true),
      stage_(around_, installation.broker, installation.group),
      forgetful_(std::make_unique<ForgetfulUnpublished>(unpublished_, world.bug == Bug::noted_forgotten)),
      noted_(*forgetful_),
      acceptance_(acceptance_options(promises_), store_, log_, noted_, clock_, random_, metrics),
      relay_(
          relay_options(promises_), noted_, log_of_relay_,
          [this](const domain::TimeUuid& time) {
            return world_.bug == Bug::relayed_for_everybody || acceptance_.gave(time);
          },
          clock_, random_, metrics),
      hearing_(around_, installation.broker, acceptance_),
      fan_out_({.messages_max = 4, .retry = kRetry}, stage_, *members_, clock_, random_, metrics) {}

Node::~Node() {
  if (!dropped_) drop();
}

void Node::start() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition)
    kafka_.tasks.spawn("producer", producer_.run(partition));
  kafka_.tasks.spawn("times", hearing_.run());
  pipeline_.tasks.spawn("relay", relay_.run());
  pipeline_.tasks.spawn("fan_out", fan_out_.run());
}

void Node::drop() {
  dropped_ = true;
  for (auto* thread : threads())
    thread->loop.drop();
  for (auto* thread : threads())
    thread->tasks.abandon();
}

void Node::stop() {
  stopping_ = true;
  kafka_.tasks.spawn("end", end_in_order());
}

// As the server does it: requests get some time, then they are cancelled, and what they have begun gets some.
ports::Task<void> Node::end_in_order() {
  co_await clock_.sleep_until(clock_.now() + random_.between(0ms, 200ms));
  for (auto& http : http_)
    boost::asio::post(http.loop.executor(), [&http] { http.tasks.cancel(); });
  co_await clock_.sleep_until(clock_.now() + 1ms);
  const bool at_once = world_.bug == Bug::given_up_with_its_request;
  const auto deadline = clock_.now() + (at_once ? 0ms : promises_.drain);
  co_await acceptance_.finish(deadline);
  gave_up_ = !at_once && clock_.now() >= deadline;
  stopped_ = true;
}

void Node::request(domain::Draft draft, runtime::SteadyTime deadline, std::shared_ptr<Reply> reply) {
  http_[random_.below(http_.size())].tasks.spawn("request",
                                                 serve(std::move(draft), deadline, std::move(reply)));
}

ports::Task<void> Node::serve(domain::Draft draft, runtime::SteadyTime deadline,
                              std::shared_ptr<Reply> reply) {
  auto outcome = co_await runtime::before(clock_, deadline,
                                          acceptance_.accept(std::move(draft), ports::IdOrigin::sender));
  if (!outcome) co_return;
  reply->outcome.emplace(*std::move(outcome));
  reply->arrived.set();
}

}  // namespace caravan::simulation
