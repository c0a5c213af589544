#include "adapters/sqlite/name_functions.hpp"

#include <sqlite3.h>
#include <string>
#include <string_view>
#include <vector>

#include "text/likeness.hpp"
#include "text/search_words.hpp"
#include "wire/json_text.hpp"

namespace caravan::sqlite {
namespace {

using Texts = std::vector<std::string> (*)(std::string_view);

template <Texts texts_of>
void call(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  const auto length = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
  const auto json = wire::json_array(texts_of({bytes, length}));
  sqlite3_result_text(context, json.data(), static_cast<int>(json.size()), SQLITE_TRANSIENT);
}

template <Texts texts_of>
void define(Connection& connection, const char* name) {
  const int code =
      sqlite3_create_function_v2(connection.handle(), name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                 &call<texts_of>, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw SqliteError(code, std::string("cannot define ") + name);
}

}  // namespace

void define_name_functions(Connection& connection) {
  define<&text::likenesses>(connection, "caravan_likenesses");
  define<&text::name_words>(connection, "caravan_name_words");
}

}  // namespace caravan::sqlite
