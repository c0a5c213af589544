#include "adapters.hpp"

#include <algorithm>
#include <memory>
#include <span>

namespace caravan::simulation {

namespace {

using Messages = std::span<const domain::SharedMessage>;

std::vector<domain::Message> newest_first(Messages messages) {
  std::vector<domain::Message> page;
  for (auto message = messages.rbegin(); message != messages.rend(); ++message)
    page.push_back(**message);
  return page;
}

domain::SharedMessage of_any_sender(const Image& tip, domain::MessageId id) {
  const auto& all = tip.topic<domain::SharedMessage>();
  const auto found = std::ranges::find(all, id, [](const auto& logged) { return logged.record->id; });
  return found == all.end() ? nullptr : found->record;
}

}  // namespace

ports::Task<ports::Result<domain::Message>> SimAcceptance::accept(domain::Draft draft, ports::IdOrigin) {
  return store_.write<domain::Message>(
      [this, draft = std::move(draft)](const Image& tip, Commit& commit) -> ports::Result<domain::Message> {
        auto known = tip.accepted(draft.key());
        if (store_.world().bug == Bug::ids_shared_by_senders) known = of_any_sender(tip, draft.id);
        if (known && (known->chat != draft.chat || known->from != draft.from))
          return ports::Error{ports::Errc::conflict, "the message id belongs to another message"};
        if (known && store_.world().bug == Bug::retry_answered_anew) {
          auto anew = *known;
          anew.time = store_.next_time(tip);
          return anew;
        }
        if (known && store_.world().bug != Bug::retry_stored_twice) return *known;
        auto message = std::make_shared<const domain::Message>(
            domain::Message{draft.id, draft.chat, draft.from, draft.to, draft.body, store_.next_time(tip)});
        const ports::Logged<domain::SharedMessage> logged{store_.after(tip.end<domain::SharedMessage>()),
                                                          message};
        commit.add(logged);
        if (store_.chance_of_fan_out_at_once()) fan_out_at_once(tip, commit, logged);
        return *message;
      });
}

void SimAcceptance::fan_out_at_once(const Image& tip, Commit& commit,
                                    const ports::Logged<domain::SharedMessage>& logged) {
  const bool hop_is_behind = tip.committed("fan_out") < tip.end<domain::SharedMessage>();
  if (hop_is_behind && store_.world().bug != Bug::fan_out_overtakes) return;
  auto end = tip.end<domain::Delivery>();
  for (const auto& member : chats_.chats.at(logged.record->chat).chat.members)
    commit.add(ports::Logged<domain::Delivery>{end = store_.after(end), {member.id, logged.record}});
  commit.add(ConsumerDone{"fan_out", logged.offset});
}

ports::Task<ports::Result<std::vector<domain::Message>>> SimHistory::before(
    domain::ChatId chat, std::optional<domain::TimeUuid> time, std::size_t count_max) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  Messages older = store_.visible().history(chat);
  if (time) {
    const auto end = std::partition_point(older.begin(), older.end(),
                                          [&](const auto& message) { return message->time < *time; });
    older = {older.begin(), end};
    if (store_.world().bug == Bug::history_page_skips && !older.empty())
      older = older.first(older.size() - 1);
  }
  co_return newest_first(older.last(std::min(count_max, older.size())));
}

ports::Task<ports::Result<std::vector<domain::Message>>> SimHistory::after(domain::ChatId chat,
                                                                           domain::TimeUuid time,
                                                                           std::size_t count_max) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  const Messages all = store_.visible().history(chat);
  const auto first = std::partition_point(all.begin(), all.end(),
                                          [&](const auto& message) { return message->time <= time; });
  Messages newer{first, all.end()};
  if (store_.world().bug == Bug::history_forward_skips && !newer.empty()) newer = newer.subspan(1);
  co_return newest_first(newer.first(std::min(count_max, newer.size())));
}

ports::Task<ports::Result<ports::InboxPage>> SimInbox::since(domain::UserId recipient, ports::Offset offset,
                                                             std::size_t count_max) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  const auto& image = store_.visible();
  const auto bug = store_.world().bug;
  const auto from = std::max(offset, image.trimmed());
  ports::InboxPage page;
  for (const auto& logged : image.topic<domain::Delivery>())
    if (logged.offset > from && logged.record.recipient == recipient) page.deliveries.push_back(logged);
  page.complete =
      page.deliveries.size() <= count_max && (offset >= image.trimmed() || bug == Bug::recovery_ignores_trim);
  if (!page.complete) page.deliveries.clear();
  if (bug == Bug::recovery_skips_one && page.deliveries.size() > 1)
    page.deliveries.erase(page.deliveries.begin());
  co_return page;
}

ports::Task<ports::Result<ports::ChatCreation>> SimChats::create(domain::Chat chat) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  co_return co_await chats_.create(std::move(chat));
}

ports::Task<ports::Result<domain::Chat>> SimChats::find(domain::ChatId id) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  co_return co_await chats_.find(id);
}

ports::Task<ports::Result<std::vector<domain::ChatSummary>>> SimChats::list(domain::UserId user,
                                                                            ports::ChatListQuery query) {
  const auto failure = co_await store_.before_read();
  if (failure) co_return *failure;
  co_return co_await chats_.list(user, query);
}

}  // namespace caravan::simulation
