// VehicleControlAPI: its rules, what hostile arguments come to, and that copies are independent.
#include <gtest/gtest.h>

#include <string>

#include "core/error.h"
#include "core/python_text.h"
#include "world_fixtures.h"

namespace {

using core::Dict;
using core::Value;
using env::bfcl::World;
using fixtures::run;

constexpr const char* kRaised = "Error during execution: ";
constexpr const char* kLockAll = "lockDoors(False, ['driver', 'passenger', 'rear_left', 'rear_right'])";

World vehicle(Dict given = {}, bool long_context = false) {
  return fixtures::world_of("VehicleControlAPI", std::move(given), long_context);
}

Value attribute(const World& world, std::string_view name) {
  return world.simulator(0).state().at(name);
}

Value hidden(const World& world, std::string_view name) {
  return world.simulator(0).private_state().at(name);
}

TEST(Vehicle, StartsWhenAllIsReady) {
  World world = vehicle({{"fuelLevel", 5.0}});
  EXPECT_EQ(run(world, "startEngine('START')"),
            R"({"error": "All doors must be locked before starting the engine. Here are the unlocked doors: driver, )"
            R"(passenger, rear_left, rear_right"})");
  EXPECT_EQ(run(world, kLockAll), R"({"lockStatus": "locked", "remainingUnlockedDoors": 0})");
  EXPECT_EQ(run(world, "startEngine('START')"),
            R"({"error": "Brake pedal needs to be pressed when starting the engine."})");
  EXPECT_EQ(run(world, "pressBrakePedal(0.5)"), R"({"brakePedalStatus": "pressed", "brakePedalForce": 500.0})");
  EXPECT_EQ(run(world, "startEngine('START')"),
            R"({"error": "Must press the brake fully before starting the engine."})");
  EXPECT_EQ(run(world, "pressBrakePedal(1)", "startEngine('START')"),
            R"({"engineState": "running", "fuelLevel": 5.0, "batteryVoltage": 12.6})");
  // It does stop, but says otherwise.
  EXPECT_EQ(run(world, "startEngine('STOP')"), R"({"error": "Invalid ignition mode."})");
  EXPECT_EQ(attribute(world, "engine_state"), Value("stopped"));
}

TEST(Vehicle, LocksDoorByDoor) {
  World world = vehicle({{"doorStatus", Dict{{"driver", "locked"}, {"passenger", "unlocked"}}}});
  EXPECT_EQ(attribute(world, "remainingUnlockedDoors"), Value(3));
  EXPECT_EQ(run(world, "lockDoors(unlock=False, door=['passenger', 'trunk', 'driver'])"),
            std::string(kRaised) + "'trunk'");
  EXPECT_EQ(attribute(world, "remainingUnlockedDoors"), Value(2));
  EXPECT_EQ(run(world, "displayCarStatus('doors')"), R"({"doorStatus": {"driver": "locked", "passenger": "locked"}})");
  EXPECT_EQ(run(world, "lockDoors('yes', {'driver': 1})"),
            R"({"lockStatus": "unlocked", "remainingUnlockedDoors": 3})");
}

TEST(Vehicle, KeepsFuelWithinTheTank) {
  World world = vehicle();
  EXPECT_EQ(run(world, "fillFuelTank(-1)"), R"({"error": "Fuel amount cannot be negative."})");
  EXPECT_EQ(run(world, "fillFuelTank(50.5)"), R"({"error": "Cannot fill gas above the tank capacity."})");
  EXPECT_EQ(run(world, "fillFuelTank(True)"), R"({"fuelLevel": 1.0})");
  EXPECT_EQ(run(world, "estimate_drive_feasibility_by_mileage(20)"), R"({"canDrive": true})");
  EXPECT_EQ(run(world, "estimate_drive_feasibility_by_mileage(20.01)"), R"({"canDrive": false})");
}

TEST(Vehicle, ClimateKeepsCelsiusAndAnswersTheInput) {
  World world = vehicle();
  EXPECT_EQ(run(world, "adjustClimateControl(68, 'fahrenheit', 100, 'cool')"),
            R"({"currentACTemperature": 68, "climateMode": "cool", "humidityLevel": 50.0})");
  EXPECT_EQ(run(world, "displayCarStatus('climate')"),
            R"({"currentACTemperature": 20.0, "fanSpeed": 100, "climateMode": "cool", "humidityLevel": 50.0})");
  EXPECT_EQ(run(world, "adjustClimateControl(1, fanSpeed=101)"),
            R"({"error": "Fan speed must be between 0 and 100."})");
  // The temperature is stored before it is converted.
  EXPECT_EQ(run(world, "adjustClimateControl('hot', 'fahrenheit')"),
            std::string(kRaised) + "unsupported operand type(s) for -: 'str' and 'int'");
  EXPECT_EQ(attribute(world, "acTemperature"), Value("hot"));
}

TEST(Vehicle, CruisesOnlyWithARunningEngine) {
  World world = vehicle();
  EXPECT_EQ(run(world, "setCruiseControl(60, True, 10)"),
            R"({"error": "Start the engine before activating the cruise control."})");
  EXPECT_EQ(run(world, kLockAll, "pressBrakePedal(1)", "startEngine('START')", "setCruiseControl(61, True, ' 1_0 ')"),
            R"({"error": "Invalid speed"})");
  EXPECT_EQ(attribute(world, "distanceToNextVehicle"), Value(10.0));  // though the speed was refused
  EXPECT_EQ(run(world, "setCruiseControl('65', True, 20)"),
            R"({"cruiseStatus": "active", "currentSpeed": 65.0, "distanceToNextVehicle": 20.0})");
  EXPECT_EQ(run(world, "setCruiseControl(1e999, [], 5)"),
            R"({"cruiseStatus": "inactive", "currentSpeed": Infinity, "distanceToNextVehicle": 5.0})");
}

TEST(Vehicle, HandBrakeShowsItsInsides) {
  World world = vehicle({{"slopeAngle", 3.0}});
  EXPECT_EQ(hidden(world, "_slopeAngle"), Value(3.0));
  EXPECT_EQ(run(world, "activateParkingBrake('engage')"),
            R"({"parkingBrakeStatus": "engaged", "_parkingBrakeForce": 500.0, "_slopeAngle": 10.0})");
  EXPECT_EQ(run(world, "activateParkingBrake('release')"),
            R"({"parkingBrakeStatus": "released", "_parkingBrakeForce": 0.0, "_slopeAngle": 10.0})");
  EXPECT_EQ(run(world, "activateParkingBrake(None)"), R"({"error": "Invalid mode"})");
}

TEST(Vehicle, KnowsPlacesAndTires) {
  World world = vehicle({{"frontLeftTirePressure", 45.0}});
  EXPECT_EQ(run(world, "estimate_distance('74532', '83214')"), R"({"distance": 750.0})");
  EXPECT_EQ(run(world, "estimate_distance('74532', ['83214'])"), R"({"error": "distance not found in database."})");
  EXPECT_EQ(run(world, "get_zipcode_based_on_city('Rivermist')"), R"({"zipcode": "83214"})");
  EXPECT_EQ(run(world, "get_zipcode_based_on_city({})"), R"({"zipcode": "00000"})");
  EXPECT_EQ(run(world, "check_tire_pressure()"),
            R"({"frontLeftTirePressure": 45.0, "frontRightTirePressure": 32.0, "rearLeftTirePressure": 30.0, )"
            R"("rearRightTirePressure": 30.0, "healthy_tire_pressure": true, "car_info": {}})");
  EXPECT_EQ(run(world, "get_outside_temperature_from_google()"), R"({"outsideTemperature": 36.63485703790535})");
  EXPECT_EQ(run(world, "get_current_speed()"), R"({"currentSpeed": 99.11925428879405})");
}

TEST(Vehicle, RaisesForHostileArguments) {
  World world = vehicle();
  const auto raised = [&](const char* call) {
    const std::string text = run(world, call);
    return text.starts_with(kRaised) ? text.substr(std::string(kRaised).size()) : "not raised: " + text;
  };
  EXPECT_EQ(raised("fillFuelTank([])"), "'<' not supported between instances of 'list' and 'int'");
  EXPECT_EQ(raised("lockDoors(True, 1)"), "'int' object is not iterable");
  EXPECT_EQ(raised("lockDoors(True, [['driver']])"), "unhashable type: 'list'");
  EXPECT_EQ(raised("lockDoors(True, 'x' * 3000)"), "'x'");
  EXPECT_EQ(raised("pressBrakePedal({'a': 1})"), "'<=' not supported between instances of 'int' and 'dict'");
  EXPECT_EQ(raised("setCruiseControl([], True, '')"), "could not convert string to float: ''");
  EXPECT_EQ(raised("liter_to_gallon('abc')"), "can't multiply sequence by non-int of type 'float'");
  EXPECT_EQ(raised("set_navigation(3.5)"), "can only concatenate str (not \"float\") to str");
  EXPECT_EQ(attribute(world, "destination"), Value(3.5));
  EXPECT_EQ(run(world, "pressBrakePedal(1e999 - 1e999)"), R"({"error": "Pedal position must be between 0 and 1."})");
  EXPECT_THROW(vehicle({{"doorStatus", "open"}}), core::Error);
}

TEST(Vehicle, LongContextAnswersAreLong) {
  World world = vehicle({}, true);
  const Value weather = world.execute("get_outside_temperature_from_google()").value;
  EXPECT_EQ(weather.as_dict().size(), 16U);
  EXPECT_EQ(weather.at("outsideTemperature"), Value(36.63485703790535));
  EXPECT_TRUE(run(world, "displayCarStatus('nothing')").ends_with(R"(", "error": "Invalid option"})"));
  EXPECT_TRUE(run(world, "activateParkingBrake('engage')").starts_with(R"({"parkingBrakeInstruction": ")"));
  EXPECT_EQ(world.execute("estimate_distance('a', 'b')").value.at("intermediaryCities").as_list().size(), 826U);
  EXPECT_TRUE(world.execute("check_tire_pressure()").value.at("car_info").is_string());
}

TEST(Vehicle, CopiesAreIndependentAndPrivatePartsAreNotCompared) {
  World world = vehicle();
  World copy = world;
  run(copy, "activateParkingBrake('release')", "get_current_speed()");
  EXPECT_NE(hidden(copy, "_slopeAngle"), hidden(world, "_slopeAngle"));
  EXPECT_TRUE(copy.simulator(0).equals(world.simulator(0)));
  const std::string before = world.simulator(0).state_repr();
  run(copy, kLockAll, "setHeadlights('on')");
  EXPECT_EQ(world.simulator(0).state_repr(), before);
  EXPECT_FALSE(copy.simulator(0).equals(world.simulator(0)));
  run(world, kLockAll, "setHeadlights('on')");
  EXPECT_TRUE(copy.simulator(0).equals(world.simulator(0)));
}

}  // namespace
