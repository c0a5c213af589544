#include "pipeline/accept/accept.hpp"

#include "pipeline/hop_fixture.hpp"

namespace caravan::accept {
namespace {

struct AcceptTest : HopTest {
  Accept hop{{.body_bytes_max = 10}, members_, acceptance_, random_, clock_, metrics_};
  domain::Chat pair = make_chat({1, 2});
  domain::Chat group = make_chat({1, 2, 3}, domain::ChatKind::group);

  Send from_one(std::string body = "hello") {
    return {.caller = {1}, .id = {}, .chat = pair.id, .from = {1}, .to = {{2}}, .body = std::move(body)};
  }
  Outcome outcome_of(Send send) { return result_of(hop.send(std::move(send))); }
  Refusal refusal_of(Send send) { return std::get<Refusal>(outcome_of(std::move(send))); }
};

TEST_F(AcceptTest, StoresAMessageAndAnswersIt) {
  const auto message = std::get<domain::Message>(outcome_of(from_one()));
  EXPECT_EQ(message.body, "hello");
  EXPECT_EQ(message.from, domain::UserId{1});
  EXPECT_EQ(message.to, domain::UserId{2});
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

TEST_F(AcceptTest, FillsInTheOtherSideOfADirectChatAndNobodyInAGroup) {
  auto send = from_one();
  send.to.reset();
  EXPECT_EQ(std::get<domain::Message>(outcome_of(send)).to, domain::UserId{2});
  send.chat = group.id;
  EXPECT_EQ(std::get<domain::Message>(outcome_of(send)).to, std::nullopt);
}

TEST_F(AcceptTest, RefusesWhoeverMayNotSend) {
  auto other_name = from_one();
  other_name.from = {2};
  EXPECT_EQ(refusal_of(other_name), Refusal::not_authorized);
  auto stranger = from_one();
  stranger.caller = stranger.from = {3};
  EXPECT_EQ(refusal_of(stranger), Refusal::not_authorized);
  auto elsewhere = from_one();
  elsewhere.to = domain::UserId{3};
  EXPECT_EQ(refusal_of(elsewhere), Refusal::not_authorized);
  auto to_oneself = from_one();
  to_oneself.to = domain::UserId{1};
  EXPECT_EQ(refusal_of(to_oneself), Refusal::not_authorized);
  auto nowhere = from_one();
  nowhere.chat = {};
  EXPECT_EQ(refusal_of(nowhere), Refusal::not_authorized);
  EXPECT_EQ(store_.chat_messages.end(), 0);
}

TEST_F(AcceptTest, RefusesBodiesThatAreEmptyOrTooLarge) {
  EXPECT_EQ(refusal_of(from_one("")), Refusal::empty_body);
  EXPECT_EQ(refusal_of(from_one("12345678901")), Refusal::body_too_large);
  EXPECT_TRUE(std::holds_alternative<domain::Message>(outcome_of(from_one("1234567890"))));
}

TEST_F(AcceptTest, AnswersTheFirstResultToARepeatedId) {
  auto send = from_one();
  send.id = domain::MessageId{domain::Uuid::v4(7, 7)};
  const auto first = std::get<domain::Message>(outcome_of(send));
  send.attempt = ports::Attempt::retry;
  send.body = "changed";
  EXPECT_EQ(std::get<domain::Message>(outcome_of(send)), first);
  send.chat = group.id;
  EXPECT_EQ(refusal_of(send), Refusal::id_taken);
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

// Notes what is said of each attempt.
class NotingAttempts final : public ports::Acceptance {
 public:
  explicit NotingAttempts(ports::Acceptance& acceptance) : acceptance_(acceptance) {}
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::Attempt attempt) override {
    attempts.push_back(attempt);
    return acceptance_.accept(std::move(draft), attempt);
  }
  std::vector<ports::Attempt> attempts;

 private:
  ports::Acceptance& acceptance_;
};

TEST_F(AcceptTest, OnlyAClientsOwnIdMayComeBack) {
  NotingAttempts noting(acceptance_);
  Accept noted({.body_bytes_max = 10}, members_, noting, random_, clock_, metrics_);
  auto send = from_one();
  send.attempt = ports::Attempt::retry;  // of an id that the client does not have
  result_of(noted.send(send));
  send.id = domain::MessageId{domain::Uuid::v4(7, 7)};
  send.attempt = ports::Attempt::first;
  result_of(noted.send(send));
  send.attempt = ports::Attempt::retry;
  result_of(noted.send(send));
  EXPECT_EQ(noting.attempts,
            (std::vector{ports::Attempt::only, ports::Attempt::first, ports::Attempt::retry}));
}

TEST_F(AcceptTest, SaysWhenTheStoreCannotAnswer) {
  acceptance_.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(std::get<ports::Error>(outcome_of(from_one())).code, ports::Errc::unavailable);
  chats_.fail_next(ports::Errc::overloaded);
  EXPECT_EQ(std::get<ports::Error>(outcome_of(from_one())).code, ports::Errc::overloaded);
}

}  // namespace
}  // namespace caravan::accept
