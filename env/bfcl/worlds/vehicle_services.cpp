// VehicleControlAPI: navigation, distances, conversions and the log.
#include "core/format.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/vehicle_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr double kMilesPerGallon = 20.0;
constexpr double kGallonsPerLiter = 0.264172;
constexpr double kLitersPerGallon = 3.78541;

// In either direction; nullptr where the two places are not known together.
const Value* find_distance(const Value& a, const Value& b) {
  static const core::List& kDistances = world_data("vehicle", "distances").as_list();
  for (const Value& row : kDistances) {
    const core::List& cells = row.as_list();
    if ((a == cells.at(0) && b == cells.at(1)) || (a == cells.at(1) && b == cells.at(0))) return &cells.at(2);
  }
  return nullptr;
}

}  // namespace

Value VehicleWorld::display_log(const Arguments& arguments) {
  return Dict{{"log", arguments[0]}};
}

Value VehicleWorld::estimate_drive_feasibility_by_mileage(const Arguments& arguments) {
  const Value range = python_multiply(get("fuelLevel"), kMilesPerGallon);
  return Dict{{"canDrive", !python_compare(range, Order::less, arguments[0])}};
}

Value VehicleWorld::liter_to_gallon(const Arguments& arguments) {
  return Dict{{"gallon", python_multiply(arguments[0], kGallonsPerLiter)}};
}

Value VehicleWorld::gallon_to_liter(const Arguments& arguments) {
  return Dict{{"liter", python_multiply(arguments[0], kLitersPerGallon)}};
}

Value VehicleWorld::estimate_distance(const Arguments& arguments) {
  static const Value kCities = world_data("long_context", "INTERMEDIARY_CITIES");
  Dict answer;
  if (const Value* distance = find_distance(arguments[0], arguments[1])) {
    answer["distance"] = *distance;
  } else {
    answer["error"] = "distance not found in database.";
  }
  if (long_context_) answer["intermediaryCities"] = kCities;
  return answer;
}

Value VehicleWorld::get_zipcode_based_on_city(const Arguments& arguments) {
  static const Dict& kCodes = world_data("vehicle", "zip_codes").as_dict();
  const Value* code = arguments[0].is_string() ? kCodes.find(arguments[0]) : nullptr;
  return Dict{{"zipcode", code == nullptr ? kCodes.at("") : *code}};
}

Value VehicleWorld::set_navigation(const Arguments& arguments) {
  const Value& destination = arguments[0];
  set("destination", destination);  // before anything can be wrong with it
  if (!destination.is_string()) {
    throw PythonError(core::format("can only concatenate str (not \"{}\") to str", destination.type_name()));
  }
  return Dict{{"status", "Navigating to " + destination.as_string()}};
}

Value VehicleWorld::find_nearest_tire_shop(const Arguments& /*arguments*/) {
  static const Value kShop = world_data("vehicle", "tire_shop");
  return Dict{{"shopLocation", kShop}};
}

}  // namespace env::bfcl
