// Routes, fares, airports and currencies of TravelAPI: constants of the reference, from worlds.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/value.h"

namespace env::bfcl {

struct Route {
  std::string from;
  std::string to;
  int64_t base_cost = 0;  // economy on a day that is not dear
};

struct ExchangeRate {
  std::string from;
  std::string to;
  core::Value rate;  // int or float, which decides how a product prints
};

struct TravelTables {
  std::vector<Route> routes;
  std::unordered_map<std::string, size_t> route_places;  // by both airports with a line end between; the first one
  core::Dict class_factors;                              // economy, business, first
  core::List airports;                                   // codes
  core::Dict nearest_airports;                           // city: code
  std::vector<ExchangeRate> exchange_rates;

  // nullptr where no flight goes. Operands of any type: only texts name airports.
  const Route* find_route(const core::Value& from, const core::Value& to) const;
};

// Throws core::Error(environment) where scripts/setup has not run.
const TravelTables& travel_tables();

}  // namespace env::bfcl
