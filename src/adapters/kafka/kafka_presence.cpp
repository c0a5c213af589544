#include "adapters/kafka/kafka_presence.hpp"

#include "wire/presence_record.hpp"

namespace caravan::kafka {

KafkaPresence::KafkaPresence(Cluster& cluster, Options options)
    : cluster_(cluster),
      options_(options),
      node_{domain::Uuid::v4(cluster.random().next(), cluster.random().next())} {}

void KafkaPresence::connected(domain::UserId reader) {
  {
    const std::lock_guard lock(mutex_);
    connected_.insert(reader);
    changes_.note(domain::ReaderConnected{reader, node_});
  }
  changed_.set();
}

void KafkaPresence::left(domain::UserId reader) {
  {
    const std::lock_guard lock(mutex_);
    connected_.erase(reader);
    changes_.note(domain::ReaderLeft{reader, node_});
  }
  changed_.set();
}

ports::Task<ports::Result<void>> KafkaPresence::listens(domain::UserId reader, domain::ListenerId listener,
                                                        std::optional<ports::Offset> reached) {
  return say({domain::ReaderListens{reader, listener, reached}});
}

ports::Task<ports::Result<void>> KafkaPresence::stopped(domain::UserId reader, domain::ListenerId listener) {
  return say({domain::ReaderStopped{reader, listener}});
}

ports::Task<void> KafkaPresence::run() {
  auto& clock = cluster_.clock();
  for (;;) {
    note_that_it_lives(clock.now());
    const auto events = take();
    const auto said = co_await say(events);
    if (!said) put_back(events);
    co_await clock.sleep_until(clock.now() + options_.gathering);
    co_await clock.wait(changed_, renew_at_);
  }
}

void KafkaPresence::note_that_it_lives(runtime::SteadyTime now) {
  if (now < renew_at_) return;
  renew_at_ = now + options_.renewal;
  const std::lock_guard lock(mutex_);
  changes_.note(domain::NodeAlive{node_});
  name_some_again();
}

// With the lock held. So many at each renewal that all had their turn within the repetition.
void KafkaPresence::name_some_again() {
  auto left = connected_.size() * static_cast<std::size_t>(options_.renewal.count()) /
                  static_cast<std::size_t>(options_.repetition.count()) +
              1;
  for (auto next = connected_.upper_bound(named_again_); next != connected_.end() && left > 0;
       ++next, --left) {
    changes_.note(domain::ReaderConnected{*next, node_});
    named_again_ = *next;
  }
  if (left > 0) named_again_ = {};  // from the beginning
}

std::vector<domain::PresenceEvent> KafkaPresence::take() {
  const std::lock_guard lock(mutex_);
  return changes_.take();
}

void KafkaPresence::put_back(const std::vector<domain::PresenceEvent>& events) {
  const std::lock_guard lock(mutex_);
  changes_.put_back(events);
}

ports::Task<ports::Result<void>> KafkaPresence::say(std::vector<domain::PresenceEvent> events) {
  if (events.empty()) co_return ports::Result<void>{};
  if (const auto problem = cluster_.problem()) co_return not_ready(*problem);
  auto batch = cluster_.batch_for(kReaderPresence);
  for (const auto& event : events)
    batch.add(wire::key_of(event), wire::encode_record(event));
  co_return co_await cluster_.producer().append(std::move(batch));
}

}  // namespace caravan::kafka
