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
  send.body = "changed";
  EXPECT_EQ(std::get<domain::Message>(outcome_of(send)), first);
  send.chat = group.id;
  EXPECT_EQ(refusal_of(send), Refusal::id_taken);
  EXPECT_EQ(store_.chat_messages.end(), 1);
}

// Notes what is said of each id.
class NotingOrigins final : public ports::Acceptance {
 public:
  explicit NotingOrigins(ports::Acceptance& acceptance) : acceptance_(acceptance) {}
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override {
    origins.push_back(origin);
    return acceptance_.accept(std::move(draft), origin);
  }
  std::vector<ports::IdOrigin> origins;

 private:
  ports::Acceptance& acceptance_;
};

TEST_F(AcceptTest, OnlyAClientsOwnIdMayComeBack) {
  NotingOrigins noting(acceptance_);
  Accept noted({.body_bytes_max = 10}, members_, noting, random_, clock_, metrics_);
  auto send = from_one();
  result_of(noted.send(send));
  send.id = domain::MessageId{domain::Uuid::v4(7, 7)};
  result_of(noted.send(send));
  EXPECT_EQ(noting.origins, (std::vector{ports::IdOrigin::server, ports::IdOrigin::sender}));
}

// A store that answers when its time has come, and throws when its caller is cancelled before.
struct SlowAcceptance final : ports::Acceptance {
  SlowAcceptance(ports::Acceptance& of_messages, runtime::Clock& on) : acceptance(of_messages), clock(on) {}
  ports::Task<ports::Result<domain::Message>> accept(domain::Draft draft, ports::IdOrigin origin) override {
    co_await clock.sleep_until(clock.now() + std::chrono::seconds(1));
    co_return co_await acceptance.accept(std::move(draft), origin);
  }
  ports::Acceptance& acceptance;
  runtime::Clock& clock;
};

TEST_F(AcceptTest, WhoIsCancelledDoesNotKnowWhetherTheMessageIsStored) {
  SlowAcceptance slow(acceptance_, clock_);
  Accept accept({.body_bytes_max = 10}, members_, slow, random_, clock_, metrics_);
  std::optional<Outcome> outcome;
  runtime::TaskGroup callers{loop_.get_executor(), [](const std::string&, std::exception_ptr failure) {
                               std::rethrow_exception(failure);
                             }};
  callers.spawn("send", [](ports::Task<Outcome> send, std::optional<Outcome>& out) -> ports::Task<void> {
    out = co_await std::move(send);
  }(accept.send(from_one()), outcome));
  settle();
  stop(callers);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(std::get<ports::Error>(*outcome).code, ports::Errc::uncertain);
}

TEST_F(AcceptTest, SaysWhenTheStoreCannotAnswer) {
  acceptance_.fail_next(ports::Errc::unavailable);
  EXPECT_EQ(std::get<ports::Error>(outcome_of(from_one())).code, ports::Errc::unavailable);
  chats_.fail_next(ports::Errc::overloaded);
  EXPECT_EQ(std::get<ports::Error>(outcome_of(from_one())).code, ports::Errc::overloaded);
}

}  // namespace
}  // namespace caravan::accept
