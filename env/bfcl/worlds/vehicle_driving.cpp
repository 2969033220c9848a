// VehicleControlAPI: engine, fuel, doors, brakes and cruise control.
#include <cmath>

#include "core/python_text.h"
#include "core/text.h"
#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_iteration.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/vehicle_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {

using core::Dict;
using core::Value;

namespace {

constexpr int kTankGallons = 50;
constexpr int kFullBrakeNewtons = 1000;
constexpr double kParkingBrakeNewtons = 500.0;
constexpr double kSlope = 10.0;
constexpr double kTopSpeed = 120.0;
constexpr double kSpeedStep = 5.0;

}  // namespace

Value VehicleWorld::startEngine(const Arguments& arguments) {
  const Value& mode = arguments[0];
  if (is_text(mode, "STOP")) set("engine_state", "stopped");  // and then the checks of a start all the same
  if (get("remainingUnlockedDoors").as_int() > 0) {
    std::vector<std::string> unlocked;
    for (const auto& [door, status] : get("doorStatus").as_dict()) {
      if (is_text(status, "unlocked")) unlocked.push_back(door.as_string());
    }
    return vehicle_error("All doors must be locked before starting the engine. Here are the unlocked doors: " +
                         core::join(unlocked, ", "));
  }
  if (!is_text(get("brakePedalStatus"), "pressed")) {
    return vehicle_error("Brake pedal needs to be pressed when starting the engine.");
  }
  if (!(get("_brakePedalForce") == Value(kFullBrakeNewtons))) {
    return vehicle_error("Must press the brake fully before starting the engine.");
  }
  if (python_compare(get("fuelLevel"), Order::less, 0.0)) return vehicle_error("Fuel tank is empty.");
  if (!is_text(mode, "START")) return vehicle_error("Invalid ignition mode.");
  set("engine_state", "running");
  return Dict{{"engineState", "running"}, {"fuelLevel", get("fuelLevel")}, {"batteryVoltage", get("batteryVoltage")}};
}

Value VehicleWorld::fillFuelTank(const Arguments& arguments) {
  const Value& amount = arguments[0];
  if (python_compare(amount, Order::less, 0)) return vehicle_error("Fuel amount cannot be negative.");
  const Value level = python_add_in_place(get("fuelLevel"), amount);
  if (python_compare(level, Order::greater, kTankGallons)) {
    return vehicle_error("Cannot fill gas above the tank capacity.");
  }
  if (python_compare(level, Order::less, 0.0)) {
    return vehicle_error("Fuel tank is empty. Min fuel level is 0 gallons.");
  }
  set("fuelLevel", level);
  return Dict{{"fuelLevel", level}};
}

Value VehicleWorld::lockDoors(const Arguments& arguments) {
  const bool unlock = core::python_truth(arguments[0]);
  const std::string_view status = unlock ? "unlocked" : "locked";
  int64_t remaining = get("remainingUnlockedDoors").as_int();
  // Door by door: an unknown one raises, and the ones before it stay changed.
  for_each_item(arguments[1], [&](const Value& door) {
    if (is_text(python_lookup(get("doorStatus").as_dict(), door), status)) return;
    writable("doorStatus").as_dict()[door.as_string()].set_text(status);
    remaining += unlock ? 1 : -1;
    set("remainingUnlockedDoors", remaining);
  });
  return Dict{{"lockStatus", status}, {"remainingUnlockedDoors", remaining}};
}

Value VehicleWorld::activateParkingBrake(const Arguments& arguments) {
  const bool engage = is_text(arguments[0], "engage");
  if (!engage && !is_text(arguments[0], "release")) return vehicle_error("Invalid mode");
  const char* status = engage ? "engaged" : "released";
  const double force = engage ? kParkingBrakeNewtons : 0.0;
  set("parkingBrakeStatus", status);
  set("_parkingBrakeForce", force);
  set("_slopeAngle", kSlope);
  static const Value kInstruction = world_data("long_context", "PARKING_BRAKE_INSTRUCTION");
  Dict answer;
  answer.reserve(4);
  if (long_context_) answer["parkingBrakeInstruction"] = kInstruction;
  answer["parkingBrakeStatus"] = status;
  answer["_parkingBrakeForce"] = force;
  answer["_slopeAngle"] = kSlope;
  return answer;
}

Value VehicleWorld::pressBrakePedal(const Arguments& arguments) {
  const Value& position = arguments[0];
  if (!python_between(0, position, 1)) return vehicle_error("Pedal position must be between 0 and 1.");
  if (position == Value(0)) return releaseBrakePedal({});
  const Value force = python_multiply(position, kFullBrakeNewtons);
  set("brakePedalStatus", "pressed");
  set("_brakePedalForce", force);
  return Dict{{"brakePedalStatus", "pressed"}, {"brakePedalForce", python_to_float(force)}};
}

Value VehicleWorld::releaseBrakePedal(const Arguments& /*arguments*/) {
  set("brakePedalStatus", "released");
  set("_brakePedalForce", 0.0);
  return Dict{{"brakePedalStatus", "released"}, {"brakePedalForce", 0.0}};
}

Value VehicleWorld::setCruiseControl(const Arguments& arguments) {
  const double distance = python_to_float(arguments[2]);
  const double speed = python_to_float(arguments[0]);
  const bool activate = core::python_truth(arguments[1]);
  if (is_text(get("engine_state"), "stopped")) {
    return vehicle_error("Start the engine before activating the cruise control.");
  }
  set("distanceToNextVehicle", distance);  // also where the speed is refused
  const bool valid = speed >= 0 && speed <= kTopSpeed && std::fmod(speed, kSpeedStep) == 0;
  if (activate && !valid) return vehicle_error("Invalid speed");
  const char* status = activate ? "active" : "inactive";
  set("cruiseStatus", status);
  return Dict{{"cruiseStatus", status}, {"currentSpeed", speed}, {"distanceToNextVehicle", distance}};
}

Value VehicleWorld::get_current_speed(const Arguments& /*arguments*/) {
  return Dict{{"currentSpeed", random_.uniform(0.0, kTopSpeed)}};
}

}  // namespace env::bfcl
