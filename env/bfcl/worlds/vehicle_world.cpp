#include "env/bfcl/worlds/vehicle_world.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/vehicle_api.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

constexpr int kDoors = 4;

// The public attributes, or the private ones, by name.
void add_attributes(Dict& state, const VehicleValues& values, bool is_private) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (kVehicleAttributes[i].is_private() == is_private) state.set(Value(kVehicleAttributes[i].name), values[i]);
  }
}

}  // namespace

const MethodTable<VehicleWorld>& VehicleWorld::table() {
  using W = VehicleWorld;
  static const MethodTable<W> kTable({
      // in the order of the class body
      {"startEngine", {"ignitionMode"}, &W::startEngine},
      {"fillFuelTank", {"fuelAmount"}, &W::fillFuelTank},
      {"lockDoors", {"unlock", "door"}, &W::lockDoors},
      {"adjustClimateControl",
       {"temperature", {"unit", "celsius"}, {"fanSpeed", 50}, {"mode", "auto"}},
       &W::adjustClimateControl},
      {"get_outside_temperature_from_google", {}, &W::get_outside_temperature_from_google},
      {"get_outside_temperature_from_weather_com", {}, &W::get_outside_temperature_from_weather_com},
      {"setHeadlights", {"mode"}, &W::setHeadlights},
      {"displayCarStatus", {"option"}, &W::displayCarStatus},
      {"activateParkingBrake", {"mode"}, &W::activateParkingBrake},
      {"pressBrakePedal", {"pedalPosition"}, &W::pressBrakePedal},
      {"releaseBrakePedal", {}, &W::releaseBrakePedal},
      {"setCruiseControl", {"speed", "activate", "distanceToNextVehicle"}, &W::setCruiseControl},
      {"get_current_speed", {}, &W::get_current_speed},
      {"display_log", {"messages"}, &W::display_log},
      {"estimate_drive_feasibility_by_mileage", {"distance"}, &W::estimate_drive_feasibility_by_mileage},
      {"liter_to_gallon", {"liter"}, &W::liter_to_gallon},
      {"gallon_to_liter", {"gallon"}, &W::gallon_to_liter},
      {"estimate_distance", {"cityA", "cityB"}, &W::estimate_distance},
      {"get_zipcode_based_on_city", {"city"}, &W::get_zipcode_based_on_city},
      {"set_navigation", {"destination"}, &W::set_navigation},
      {"check_tire_pressure", {}, &W::check_tire_pressure},
      {"find_nearest_tire_shop", {}, &W::find_nearest_tire_shop},
  });
  return kTable;
}

void VehicleWorld::load_scenario(const Dict& scenario, bool long_context) {
  static const Dict& kDefaults = world_data("vehicle", "default_state").as_dict();
  const Scenario read(class_name(), scenario, kDefaults);
  random_ = PythonRandom(read.seed());
  static const VehicleValues kDefaultValues = [] {
    VehicleValues values;
    for (size_t i = 0; i < values.size(); ++i) values[i] = kDefaults.at(kVehicleAttributes[i].default_key);
    return values;
  }();
  VehicleValues attributes = kDefaultValues;
  size_t place = 0;  // scenarios have their keys in this order, too
  for (const auto& [key, value] : scenario) {
    for (size_t tried = 0; tried < attributes.size(); ++tried, place = (place + 1) % attributes.size()) {
      if (!is_text(key, kVehicleAttributes[place].scenario_key)) continue;
      attributes[place] = value;
      break;
    }
  }
  const Dict& doors = *read.dict("doorStatus");
  for (const auto& [door, status] : doors) {
    if (!door.is_string()) throw core::data_error("VehicleControlAPI: doorStatus has a key that is no text");
  }
  const auto locked = std::ranges::count_if(doors, [](const auto& door) { return is_text(door.value, "locked"); });
  attributes_ = core::CopyOnWrite(std::move(attributes));
  set("remainingUnlockedDoors", kDoors - locked);  // whatever the scenario says
  long_context_ = long_context;
}

Value VehicleWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict VehicleWorld::state() const {
  Dict state;
  add_attributes(state, *attributes_, false);
  state.set("long_context", long_context_);
  return state;
}

Dict VehicleWorld::private_state() const {
  Dict state{{"_random", Dict{{"seed", random_.seed()}, {"drawn", random_.drawn()}}}};
  add_attributes(state, *attributes_, true);
  return state;
}

bool VehicleWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const VehicleWorld*>(&truth);
  if (other == nullptr || long_context_ != other->long_context_) return false;
  if (attributes_.shares_with(other->attributes_)) return true;
  for (size_t i = 0; i < kVehicleAttributes.size(); ++i) {
    if (!kVehicleAttributes[i].is_private() && !((*attributes_)[i] == (*other->attributes_)[i])) return false;
  }
  return true;
}

std::unique_ptr<Simulator> VehicleWorld::clone() const {
  return std::make_unique<VehicleWorld>(*this);
}

Value vehicle_error(std::string_view text) {
  return Dict{{"error", text}};
}

std::unique_ptr<Simulator> make_vehicle_api() {
  return std::make_unique<VehicleWorld>();
}

}  // namespace env::bfcl
