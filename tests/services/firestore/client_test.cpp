#include "adapters/firestore/client.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "services/firestore/firestore_fixture.hpp"

namespace caravan::firestore {
namespace {

using testing::ElementsAre;

class FirestoreClient : public FirestoreTest {
 protected:
  std::vector<Code> write_all(std::vector<Write> writes) {
    std::vector<Code> codes;
    written_ = runtime::run_to_end(client_.write(std::move(writes)));
    for (const auto& written : written_)
      codes.push_back(written.status.code);
    return codes;
  }
  std::vector<Found> read(std::vector<Read> reads) {
    return runtime::run_to_end(client_.read(std::move(reads)));
  }

  Client client_{direct().database.client};
  std::vector<Written> written_;
};

TEST_F(FirestoreClient, WritesAndReadsDocuments) {
  const Fields fields{{"number", std::int64_t{1} << 60},
                      {"text", std::string("Grüße 👋")},
                      {"texts", std::vector<std::string>{"a", "", "c"}}};
  EXPECT_THAT(write_all({{"a/1", fields}}), ElementsAre(Code::ok));
  const auto found = read({{"a/2"}, {"a/1"}});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].status.ok());
  EXPECT_FALSE(found[0].document);
  ASSERT_TRUE(found[1].document);
  EXPECT_EQ(found[1].document->fields, fields);
  EXPECT_EQ(found[1].document->updated, written_.front().updated);
}

TEST_F(FirestoreClient, FieldsThatAreNotNamedStay) {
  write_all({{"a/1", {{"x", std::int64_t{1}}, {"y", std::int64_t{1}}}}});
  write_all({{"a/1", {{"y", std::int64_t{2}}}}});
  const Fields both{{"x", std::int64_t{1}}, {"y", std::int64_t{2}}};
  EXPECT_EQ(read({{"a/1"}}).front().document->fields, both);
}

TEST_F(FirestoreClient, EachWriteHasItsOwnStatus) {
  write_all({{"a/1", {}}, {"a/2", {}}});
  const auto first = written_.front().updated;
  write_all({{"a/1", {{"x", std::int64_t{1}}}}});
  EXPECT_THAT(write_all({{"a/1", {}, first}, {"a/2", {}, MustBeMissing{}}, {"a/3", {}, MustBeMissing{}}}),
              ElementsAre(Code::failed_precondition,
                          testing::AnyOf(Code::already_exists, Code::failed_precondition), Code::ok));
  for (const auto& written : written_)
    EXPECT_EQ(written.status.scope, Scope::write);
}

TEST_F(FirestoreClient, AFieldIsRaisedAndNeverLowered) {
  for (const auto& [least, expected] : std::vector<std::pair<int, int>>{{3, 3}, {2, 3}, {5, 5}}) {
    Write write{"a/1", {}};
    write.at_least["epoch"] = least;
    EXPECT_THAT(write_all({write}), ElementsAre(Code::ok));
    EXPECT_EQ(std::get<std::int64_t>(read({{"a/1"}}).front().document->fields.at("epoch")), expected);
  }
}

TEST_F(FirestoreClient, NobodyThereIsUnavailable) {
  services::proxy("cut");
  Client cut(options().database.client);
  const auto written = runtime::run_to_end(cut.write({{"a/1", {}}}));
  const auto found = runtime::run_to_end(cut.read({{"a/1"}}));
  services::proxy("mend");
  EXPECT_EQ(written.front().status.code, Code::unavailable);
  EXPECT_EQ(written.front().status.scope, Scope::request);
  EXPECT_EQ(found.front().status.code, Code::unavailable);
}

TEST_F(FirestoreClient, UnauthenticatedIsTriedOnceMoreWithFreshCredentials) {
  Client proxied(options().database.client);
  services::proxy("fail call BatchWrite 16 1");
  EXPECT_TRUE(runtime::run_to_end(proxied.write({{"a/1", {}}})).front().status.ok());
  EXPECT_EQ(services::counted("requests"), 2);
  services::proxy("fail call BatchGetDocuments 16 2");
  EXPECT_EQ(runtime::run_to_end(proxied.read({{"a/1"}})).front().status.code, Code::unauthenticated);
  EXPECT_EQ(services::counted("requests"), 4);
}

TEST_F(FirestoreClient, OptionsThatCannotWorkAreRefused) {
  EXPECT_THROW(Client({.project = ""}), std::invalid_argument);
  EXPECT_THROW(Client({.project = "p", .credentials_file = "/nowhere/key.json"}), std::invalid_argument);
  const auto file = testing::TempDir() + "no-key-" + project();
  std::ofstream(file) << "{}";
  EXPECT_THROW(Client({.project = "p", .credentials_file = file}), std::invalid_argument);
}

}  // namespace
}  // namespace caravan::firestore
