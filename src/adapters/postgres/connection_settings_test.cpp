#include "adapters/postgres/connection_settings.hpp"

#include <gmock/gmock.h>

namespace caravan::postgres {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ConnectionSettings settings(std::string_view url) {
  return ConnectionSettings(url, 3s);
}

std::string refusal(std::string_view url) {
  try {
    settings(url);
  } catch (const UnusableUrl& error) {
    return error.what();
  }
  return "it was taken";
}

std::vector<std::string> hosts(std::string_view url) {
  std::vector<std::string> texts;
  for (const auto& host : settings(url).hosts())
    texts.push_back(host.name + " " + host.address + " " + host.port);
  return texts;
}

TEST(ConnectionSettings, TakesWhatTheUrlSays) {
  const auto values = settings("postgres://ann:s%3Acret@db.example:5433/chat?sslmode=require").values();
  EXPECT_EQ(values.at("user"), "ann");
  EXPECT_EQ(values.at("password"), "s:cret");
  EXPECT_EQ(values.at("dbname"), "chat");
  EXPECT_EQ(values.at("sslmode"), "require");
}

TEST(ConnectionSettings, TakesEveryHostInItsOrder) {
  EXPECT_THAT(hosts("postgresql://u@one:5432,two:5433/d"), testing::ElementsAre("one  5432", "two  5433"));
  EXPECT_THAT(hosts("postgresql://u@one,two/d?port=7"), testing::ElementsAre("one  7", "two  7"));
  EXPECT_THAT(hosts("postgresql://u@/d?host=/run/pg&port=7"), testing::ElementsAre("/run/pg  7"));
  EXPECT_THAT(hosts("postgresql://u@name:1/d?hostaddr=10.0.0.1"), testing::ElementsAre("name 10.0.0.1 1"));
  EXPECT_THAT(refusal("postgresql://u@one,two,three/d?port=1,2"),
              HasSubstr("3 hosts, and of something else 2"));
}

TEST(ConnectionSettings, LimitsStatementsBesideTheOptionsOfTheUrl) {
  EXPECT_EQ(settings("postgresql://h/d").values().at("options"), "-c statement_timeout=3000");
  EXPECT_EQ(settings("postgresql://h/d?options=-csearch_path%3Dchat").values().at("options"),
            "-csearch_path=chat -c statement_timeout=3000");
}

TEST(ConnectionSettings, RefuseWhatIsNoUrlWithoutShowingThePassword) {
  EXPECT_THAT(refusal(""), HasSubstr("must start with postgresql://"));
  EXPECT_THAT(refusal("mysql://u:secret@h/d"), AllOf(HasSubstr("must start"), Not(HasSubstr("secret"))));
  EXPECT_THAT(refusal("postgresql://u:sec%zzret@h/d"), AllOf(HasSubstr("malformed"), Not(HasSubstr("sec%"))));
  EXPECT_THAT(refusal("postgresql://u:secret@h/d?colour=red"),
              AllOf(HasSubstr("\"colour\""), Not(HasSubstr("secret"))));
}

TEST(ConnectionSettings, RefuseTlsThatCannotWork) {
  EXPECT_THAT(refusal("postgresql://h/d?sslmode=strict"), HasSubstr("\"strict\" is unknown"));
  EXPECT_THAT(refusal("postgresql://h/d?sslmode=verify-full&sslrootcert=missing.pem"),
              HasSubstr("sslrootcert cannot be read: missing.pem"));
  EXPECT_EQ(refusal("postgresql://h/d?sslmode=disable&sslrootcert=missing.pem"), "it was taken");
}

TEST(ConnectionSettings, SayByWhichModeAServerElsewhereNeedNotProveWhoItIs) {
  EXPECT_EQ(settings("postgresql://db.example/chat").unverified_mode(), "prefer");
  EXPECT_EQ(settings("postgresql://localhost,db.example/chat?sslmode=require").unverified_mode(), "require");
  for (const auto* url :
       {"postgresql://db.example/chat?sslmode=verify-full", "postgresql://localhost/chat",
        "postgresql://127.0.0.1/chat", "postgresql:///chat", "postgresql://%2Frun%2Fpostgresql/chat"})
    EXPECT_EQ(settings(url).unverified_mode(), "") << url;
}

}  // namespace
}  // namespace caravan::postgres
