#include "adapters/postgres/sqlstate.hpp"

namespace caravan::postgres {

ports::Errc errc_of(std::string_view sqlstate) {
  if (sqlstate == "23505") return ports::Errc::conflict;  // unique_violation
  // What the data itself is (text that is no UTF-8, a number out of range) or what a constraint forbids.
  if (sqlstate.starts_with("22") || sqlstate.starts_with("23")) return ports::Errc::invalid;
  return ports::Errc::unavailable;
}

bool asks_for_a_new_session(std::string_view sqlstate) {
  return sqlstate == "26000"      // invalid_sql_statement_name
         || sqlstate == "0A000"   // feature_not_supported: "cached plan must not change result type"
         || sqlstate == "25006";  // read_only_sql_transaction: the server is no longer the primary
}

}  // namespace caravan::postgres
