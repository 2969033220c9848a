// VehicleControlAPI: climate, lights, and what the car displays.
#include <array>

#include "env/bfcl/worlds/python_comparison.h"
#include "env/bfcl/worlds/python_operators.h"
#include "env/bfcl/worlds/vehicle_world.h"
#include "env/bfcl/worlds/world_data.h"

namespace env::bfcl {
namespace {

using core::Dict;
using core::Value;

// An attribute and the name by which the car's display shows it.
struct Shown {
  std::string_view name;
  AttributeName attribute;
};

struct Display {
  std::string_view option;
  std::vector<Shown> shown;
};

const std::vector<Display>& displays() {
  static const std::vector<Display> kDisplays = {
      {"fuel", {{"fuelLevel", "fuelLevel"}}},
      {"battery", {{"batteryVoltage", "batteryVoltage"}}},
      {"doors", {{"doorStatus", "doorStatus"}}},
      {"climate",
       {{"currentACTemperature", "acTemperature"},
        {"fanSpeed", "fanSpeed"},
        {"climateMode", "acMode"},
        {"humidityLevel", "humidityLevel"}}},
      {"headlights", {{"headlightStatus", "headLightStatus"}}},
      {"parkingBrake",
       {{"parkingBrakeStatus", "parkingBrakeStatus"},
        {"parkingBrakeForce", "_parkingBrakeForce"},
        {"slopeAngle", "_slopeAngle"}}},
      {"brakePedal", {{"brakePedalStatus", "brakePedalStatus"}, {"brakePedalForce", "_brakePedalForce"}}},
      {"engine", {{"engineState", "engine_state"}}},
  };
  return kDisplays;
}

}  // namespace

Value VehicleWorld::adjustClimateControl(const Arguments& arguments) {
  const Value& temperature = arguments[0];
  const Value& fan_speed = arguments[2];
  const Value& mode = arguments[3];
  if (!python_between(0, fan_speed, 100)) return vehicle_error("Fan speed must be between 0 and 100.");
  set("acTemperature", temperature);
  if (is_text(arguments[1], "fahrenheit")) {
    set("acTemperature", python_divide(python_multiply(python_subtract(temperature, 32), 5), 9));
  }
  set("fanSpeed", fan_speed);
  set("acMode", mode);
  // The answer repeats the caller's temperature, whatever its unit.
  return Dict{{"currentACTemperature", temperature}, {"climateMode", mode}, {"humidityLevel", get("humidityLevel")}};
}

Value VehicleWorld::get_outside_temperature_from_google(const Arguments& /*arguments*/) {
  Dict answer;
  if (long_context_) answer = world_data("long_context", "LONG_WEATHER_EXTENSION").as_dict();
  answer["outsideTemperature"] = random_.uniform(-10.0, 40.0);
  return answer;
}

Value VehicleWorld::get_outside_temperature_from_weather_com(const Arguments& /*arguments*/) {
  return Dict{{"error", 404}};
}

Value VehicleWorld::setHeadlights(const Arguments& arguments) {
  const Value& mode = arguments[0];
  const bool on = is_text(mode, "on");
  if (!on && !is_text(mode, "off") && !is_text(mode, "auto")) return vehicle_error("Invalid headlight mode.");
  const char* status = on ? "on" : "off";
  set("headLightStatus", status);
  return Dict{{"headlightStatus", status}};
}

Value VehicleWorld::displayCarStatus(const Arguments& arguments) {
  static const Value kMetadata = world_data("long_context", "CAR_STATUS_METADATA_EXTENSION");
  Dict answer;
  if (long_context_) answer["metadata"] = kMetadata;
  for (const Display& display : displays()) {
    if (!is_text(arguments[0], display.option)) continue;
    for (const auto& [name, attribute] : display.shown) answer[name] = get(attribute);
    return answer;
  }
  answer["error"] = "Invalid option";
  return answer;
}

Value VehicleWorld::check_tire_pressure(const Arguments& /*arguments*/) {
  constexpr std::array<AttributeName, 4> kTires = {"frontLeftTirePressure", "frontRightTirePressure",
                                                   "rearLeftTirePressure", "rearRightTirePressure"};
  Value sum = get(kTires.front());
  for (size_t i = 1; i < kTires.size(); ++i) sum = python_add_in_place(sum, get(kTires[i]));
  static const Value kMetadata = world_data("long_context", "CAR_STATUS_METADATA_EXTENSION");
  Dict answer;
  answer.reserve(kTires.size() + 2);
  for (const AttributeName tire : kTires) answer[tire.text()] = get(tire);
  answer["healthy_tire_pressure"] = python_between(30, python_divide(sum, 4), 35);
  answer["car_info"] = long_context_ ? kMetadata : Value(Dict());
  return answer;
}

}  // namespace env::bfcl
