# cmake -DFOLDER=… -DOUTPUT=… -P embed_migrations.cmake: writes migrations.cpp out of NNNN_name.up.sql and .down.sql.
file(GLOB ups ${FOLDER}/*.up.sql)
list(SORT ups)
set(rows "")
set(number 0)
foreach(up IN LISTS ups)
  math(EXPR number "${number} + 1")
  string(REGEX REPLACE "^.*/(([0-9]+)_[a-z0-9_]+)\\.up\\.sql$" "\\1;\\2" parts ${up})
  list(GET parts 0 name)
  list(GET parts 1 digits)
  string(REGEX REPLACE "^0+" "" given ${digits})
  if(NOT given EQUAL number)
    message(FATAL_ERROR "${up}: the migrations must be numbered 0001, 0002, …; this one is the ${number}th")
  endif()
  file(READ ${up} up_sql)
  file(READ ${FOLDER}/${name}.down.sql down_sql)
  string(APPEND rows "    {\"${name}\", R\"sql(${up_sql})sql\", R\"sql(${down_sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"adapters/postgres/migrations.hpp\"

namespace caravan::postgres {
namespace {

constexpr Migration kMigrations[] = {
${rows}};

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

}  // namespace caravan::postgres
")
