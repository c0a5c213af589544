#include "adapters/cassandra/claims.hpp"

#include <array>
#include <bit>
#include <openssl/sha.h>

namespace caravan::cassandra {

using ports::Result;

namespace {

// What is answered to a conditional write that found a row: whether it was applied, the key, and then the
// other columns in the order of their names.
Claim claim_in(const Answer& answer) {
  return {.chat = domain::ChatId{answer.uuid(0, 5)},
          .bucket = Bucket::from_key(answer.int64(0, 4)),
          .time = answer.time(0, 6),
          .body_digest = answer.int64(0, 3)};
}

Result<Claims::Taken> judge(const Claim& wanted, const Result<Answer>& answer) {
  if (!answer) return answer.error();
  const bool applied = answer->boolean(0, 0);
  if (applied) return Claims::Taken{wanted, false};
  const auto claim = claim_in(*answer);
  // The driver may have sent our own write twice.
  return Claims::Taken{claim, claim != wanted};
}

}  // namespace

std::int64_t digest_of(std::string_view body) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data());
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < sizeof first; ++i)
    first = first << 8 | digest[i];
  return std::bit_cast<std::int64_t>(first);
}

Call Claims::conditional_write(const Wanted& wanted) const {
  const auto& [key, claim] = wanted;
  return call(Statement::take_claim, key.from, key.id, claim.chat, claim.bucket.key(), claim.time,
              claim.body_digest, static_cast<std::int32_t>(options_.lifetime.count()));
}

ports::Task<std::vector<Result<Claims::Taken>>> Claims::take(std::vector<Wanted> wanted) {
  std::vector<Call> writes;
  writes.reserve(wanted.size());
  for (const auto& each : wanted)
    writes.push_back(conditional_write(each));
  const auto answers = co_await cluster_.run_each(std::move(writes));

  std::vector<Result<Taken>> taken;
  taken.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    taken.push_back(judge(wanted[i].claim, answers[i]));
  co_return std::move(taken);
}

}  // namespace caravan::cassandra
