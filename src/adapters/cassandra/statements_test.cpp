#include "adapters/cassandra/statements.hpp"

#include <gmock/gmock.h>

namespace caravan::cassandra {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Statements, NoneScansATable) {
  for (std::size_t i = 0; i < kStatements; ++i) {
    const auto& text = text_of(static_cast<Statement>(i));
    EXPECT_THAT(std::string(text.cql), Not(HasSubstr("FILTERING")));
    if (text.effect == Effect::write) continue;
    EXPECT_THAT(std::string(text.cql), HasSubstr(" WHERE "));
  }
}

TEST(Statements, KnowTheirEffectAndAgreement) {
  for (std::size_t i = 0; i < kStatements; ++i) {
    const auto& text = text_of(static_cast<Statement>(i));
    EXPECT_EQ(text.effect == Effect::read, text.cql.starts_with("SELECT")) << text.cql;
    if (text.effect == Effect::read) continue;
    EXPECT_EQ(text.agreement == Agreement::serial, text.cql.find(" IF ") != std::string_view::npos)
        << text.cql;
  }
}

TEST(Statements, AreToldTheirKeyspace) {
  EXPECT_EQ(in_keyspace("SELECT a FROM %.b WHERE c = '%'", "k"), "SELECT a FROM k.b WHERE c = 'k'");
}

}  // namespace
}  // namespace caravan::cassandra
