// The attributes of VehicleControlAPI by their Python names, and their values by number.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/value.h"

namespace env::bfcl {

struct VehicleAttribute {
  std::string_view name;
  std::string_view scenario_key;
  std::string_view default_key;

  constexpr bool is_private() const { return name.starts_with('_'); }
};

constexpr VehicleAttribute same_keys(std::string_view key) {
  return {key, key, key};
}

// In the order in which the reference sets them. Three names for one thing are the reference's.
constexpr std::array kVehicleAttributes = {
    same_keys("fuelLevel"),
    same_keys("batteryVoltage"),
    VehicleAttribute{"engine_state", "engineState", "engine_state"},
    same_keys("remainingUnlockedDoors"),
    same_keys("doorStatus"),
    same_keys("acTemperature"),
    same_keys("fanSpeed"),
    same_keys("acMode"),
    same_keys("humidityLevel"),
    same_keys("headLightStatus"),
    same_keys("parkingBrakeStatus"),
    VehicleAttribute{"_parkingBrakeForce", "parkingBrakeForce", "_parkingBrakeForce"},
    VehicleAttribute{"_slopeAngle", "slopeAngle", "_slopeAngle"},
    same_keys("brakePedalStatus"),
    VehicleAttribute{"_brakePedalForce", "brakePedalForce", "brakePedalForce"},
    same_keys("distanceToNextVehicle"),
    same_keys("cruiseStatus"),
    same_keys("destination"),
    same_keys("frontLeftTirePressure"),
    same_keys("frontRightTirePressure"),
    same_keys("rearLeftTirePressure"),
    same_keys("rearRightTirePressure"),
};

// A literal that is the name of an attribute, which the compiler looks up.
class AttributeName {
 public:
  consteval AttributeName(const char* name) : number_(0) {  // NOLINT(google-explicit-constructor): reads as a name
    while (kVehicleAttributes.at(number_).name != name) ++number_;
  }
  constexpr size_t number() const { return number_; }
  constexpr std::string_view text() const { return kVehicleAttributes[number_].name; }

 private:
  size_t number_;
};

using VehicleValues = std::array<core::Value, kVehicleAttributes.size()>;

}  // namespace env::bfcl
