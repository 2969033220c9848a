#include "env/bfcl/worlds/travel_tables.h"

#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

TravelTables read_tables() {
  TravelTables tables;
  for (const core::Value& row : world_data("travel", "routes").as_list()) {
    const core::List& cells = row.as_list();
    tables.routes.push_back({cells.at(0).as_string(), cells.at(1).as_string(), cells.at(2).as_int()});
    const Route& route = tables.routes.back();
    tables.route_places.try_emplace(route.from + "\n" + route.to, tables.routes.size() - 1);
  }
  for (const core::Value& row : world_data("travel", "exchange_rates").as_list()) {
    const core::List& cells = row.as_list();
    tables.exchange_rates.push_back({cells.at(0).as_string(), cells.at(1).as_string(), cells.at(2)});
  }
  tables.class_factors = world_data("travel", "class_factors").as_dict();
  tables.airports = world_data("travel", "airports").as_list();
  tables.nearest_airports = world_data("travel", "nearest_airports").as_dict();
  return tables;
}

}  // namespace

const Route* TravelTables::find_route(const core::Value& from, const core::Value& to) const {
  if (!from.is_string() || !to.is_string()) return nullptr;
  const auto found = route_places.find(from.as_string() + "\n" + to.as_string());
  return found == route_places.end() ? nullptr : &routes[found->second];
}

const TravelTables& travel_tables() {
  static const TravelTables kTables = read_tables();
  return kTables;
}

}  // namespace env::bfcl
