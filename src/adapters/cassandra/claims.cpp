#include "adapters/cassandra/claims.hpp"

#include <optional>

namespace caravan::cassandra {

using ports::Attempt;
using ports::Errc;
using ports::Error;
using ports::Result;

namespace {

// A blind write must lose against a conditional one whichever comes first, and Cassandra lets the later
// timestamp win: blind ones are dated back by more than clocks can differ.
constexpr std::chrono::hours kBlindWritesDatedBack{1};

}  // namespace

Call Claims::attempt(const Wanted& wanted) const {
  const auto& claim = wanted.claim;
  const auto lifetime = static_cast<std::int32_t>(options_.lifetime.count());
  if (wanted.attempt == Attempt::retry)
    return call(Statement::take_claim, wanted.id, claim.chat, claim.bucket.key(), claim.time, claim.from,
                lifetime);
  const auto dated = std::chrono::floor<std::chrono::microseconds>(clock_.wall() - kBlindWritesDatedBack);
  return call(Statement::write_claim, wanted.id, claim.chat, claim.bucket.key(), claim.time, claim.from,
              lifetime, std::int64_t{dated.time_since_epoch().count()});
}

bool Claims::must_look(const Wanted& wanted, const Result<Answer>& attempted) const {
  if (!attempted) return false;
  if (wanted.attempt == Attempt::retry) return !attempted->boolean(0, 0);
  return clock_.now() - wanted.since > options_.overtaken_after;
}

Result<Claims::Taken> Claims::seen(const Wanted& wanted, const Result<Answer>& stored) {
  if (!stored) return Error{Errc::uncertain, stored.error().detail};
  if (stored->rows() == 0) return Error{Errc::uncertain, "a claim that was taken is not there"};
  const Claim claim{domain::ChatId{stored->uuid(0, 0)}, domain::UserId{stored->int64(0, 3)},
                    Bucket::from_key(stored->int64(0, 1)), stored->time(0, 2)};
  // The driver may have sent our own conditional write twice.
  return Taken{claim, claim != wanted.claim};
}

ports::Task<std::vector<Result<Claims::Taken>>> Claims::take(std::vector<Wanted> wanted) {
  std::vector<Call> attempts;
  for (const auto& each : wanted)
    attempts.push_back(attempt(each));
  const auto attempted = co_await cluster_.run_each(std::move(attempts));

  std::vector<Call> looks;
  std::vector<Result<Taken>> taken;
  std::vector<std::size_t> looked;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (attempted[i])
      taken.emplace_back(Taken{wanted[i].claim, false});
    else
      taken.emplace_back(attempted[i].error());
    if (!must_look(wanted[i], attempted[i])) continue;
    looks.push_back(call(Statement::claim, wanted[i].id));
    looked.push_back(i);
  }
  if (looks.empty()) co_return std::move(taken);
  const auto stored = co_await cluster_.run_each(std::move(looks));
  for (std::size_t k = 0; k < looked.size(); ++k)
    taken[looked[k]] = seen(wanted[looked[k]], stored[k]);
  co_return std::move(taken);
}

}  // namespace caravan::cassandra
