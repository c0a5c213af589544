#pragma once

#include <optional>
#include <string_view>

namespace caravan::cassandra {

// How many copies of a row a keyspace keeps, in the datacenter that keeps the fewest. `map` is the keyspace's
// replication as CQL writes it ({'class': 'NetworkTopologyStrategy', 'dc1': 3}) or as JSON. Nothing: it names
// no number, as LocalStrategy does.
std::optional<int> fewest_copies(std::string_view map);

}  // namespace caravan::cassandra
