#include "live/recovery.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "wire/live_frames.hpp"

namespace caravan::live {
namespace {

using Deliveries = std::vector<ports::Logged<domain::Delivery>>;

std::string encode(const Deliveries& deliveries, std::size_t publication_deliveries_max) {
  std::string out;
  std::span<const ports::Logged<domain::Delivery>> rest(deliveries);
  std::vector<domain::SharedMessage> messages;
  while (!rest.empty()) {
    const auto piece = rest.first(std::min(rest.size(), publication_deliveries_max));
    rest = rest.subspan(piece.size());
    messages.clear();
    for (const auto& delivery : piece)
      messages.push_back(delivery.record.message);
    if (!out.empty()) out += ',';
    wire::append_publication(out, piece.front().record.recipient, messages, piece.back().offset);
  }
  return out;
}

Recovery start_afresh(RecoveryResult why, ports::Offset position) {
  return {.result = why, .resume = position, .covered = position, .publications = {}};
}

}  // namespace

ports::Task<ports::Result<Recovery>> recover(ports::Inbox& inbox, std::string epoch, RecoveryOptions options,
                                             domain::UserId user, Position from, ports::Offset position) {
  if (from.epoch != epoch) co_return start_afresh(RecoveryResult::other_epoch, position);

  // Asked also for an offset above `position`: the node that the reader comes from may have been ahead of
  // this one, and the inbox waits until this one has read as far.
  auto page = co_await inbox.since(user, from.offset, options.deliveries_max);
  if (!page) co_return std::move(page).error();
  const bool is_ahead = from.offset > position;
  if (!page->complete)
    co_return start_afresh(is_ahead ? RecoveryResult::future_offset : RecoveryResult::too_far_behind,
                           position);
  auto publications = encode(page->deliveries, options.publication_deliveries_max);
  if (publications.size() > options.bytes_max)
    co_return start_afresh(RecoveryResult::too_far_behind, position);

  const auto last = page->deliveries.empty() ? from.offset : page->deliveries.back().offset;
  const auto covered = std::max(position, last);
  // Clients take `resume` before the publications: one that breaks off among them must not skip any.
  const auto resume = publications.empty() ? covered : from.offset;
  co_return Recovery{RecoveryResult::recovered, resume, covered, std::move(publications)};
}

}  // namespace caravan::live
