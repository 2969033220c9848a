#include "env/bfcl/worlds/vehicle_world.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "env/bfcl/worlds/scenario.h"
#include "env/bfcl/worlds/vehicle_api.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

struct Attribute {
  std::string_view name;
  std::string_view scenario_key;
  std::string_view default_key;
};

constexpr Attribute same(std::string_view key) {
  return {key, key, key};
}

// In the order in which the reference sets them. Three names for one thing are the reference's.
constexpr std::array kAttributes = {
    same("fuelLevel"),
    same("batteryVoltage"),
    Attribute{"engine_state", "engineState", "engine_state"},
    same("remainingUnlockedDoors"),
    same("doorStatus"),
    same("acTemperature"),
    same("fanSpeed"),
    same("acMode"),
    same("humidityLevel"),
    same("headLightStatus"),
    same("parkingBrakeStatus"),
    Attribute{"_parkingBrakeForce", "parkingBrakeForce", "_parkingBrakeForce"},
    Attribute{"_slopeAngle", "slopeAngle", "_slopeAngle"},
    same("brakePedalStatus"),
    Attribute{"_brakePedalForce", "brakePedalForce", "brakePedalForce"},
    same("distanceToNextVehicle"),
    same("cruiseStatus"),
    same("destination"),
    same("frontLeftTirePressure"),
    same("frontRightTirePressure"),
    same("rearLeftTirePressure"),
    same("rearRightTirePressure"),
};
constexpr int kDoors = 4;

bool is_private(const Value& name) {
  return name.as_string().starts_with('_');
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
  const Scenario read(class_name(), scenario, world_data("vehicle", "default_state").as_dict());
  random_ = PythonRandom(read.seed());
  Dict attributes;
  for (const Attribute& attribute : kAttributes) {
    attributes.set(attribute.name, read.value(attribute.scenario_key, attribute.default_key));
  }
  const Dict& doors = read.dict("doorStatus");
  for (const auto& [door, status] : doors) {
    if (!door.is_string()) throw core::data_error("VehicleControlAPI: doorStatus has a key that is no text");
  }
  const auto locked = std::ranges::count_if(doors, [](const auto& door) { return door.value == Value("locked"); });
  attributes.set("remainingUnlockedDoors", kDoors - locked);  // whatever the scenario says
  attributes_ = core::CopyOnWrite<Dict>(std::move(attributes));
  long_context_ = long_context;
}

Value VehicleWorld::call(size_t method, const Arguments& arguments) {
  return table().call(*this, method, arguments);
}

Dict VehicleWorld::state() const {
  Dict state;
  for (const auto& [name, value] : *attributes_) {
    if (!is_private(name)) state.set(name, value);
  }
  state.set("long_context", long_context_);
  return state;
}

Dict VehicleWorld::private_state() const {
  Dict state{{"_random", Dict{{"seed", random_.seed()}, {"drawn", random_.drawn()}}}};
  for (const auto& [name, value] : *attributes_) {
    if (is_private(name)) state.set(name, value);
  }
  return state;
}

bool VehicleWorld::equals(const Simulator& truth) const {
  const auto* other = dynamic_cast<const VehicleWorld*>(&truth);
  if (other == nullptr || long_context_ != other->long_context_) return false;
  return attributes_.shares_with(other->attributes_) || std::ranges::all_of(*attributes_, [&](const auto& attribute) {
           return is_private(attribute.key) || attribute.value == other->get(attribute.key.as_string());
         });
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
