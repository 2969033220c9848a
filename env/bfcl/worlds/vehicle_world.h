// The class behind vehicle_api.h. Methods by topic: vehicle_driving.cpp (engine, fuel, doors, brakes, cruise control),
// vehicle_comfort.cpp (climate, lights, status), vehicle_services.cpp (navigation, distances, conversions, tires).
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "core/copy_on_write.h"
#include "env/bfcl/worlds/method_table.h"
#include "env/bfcl/worlds/python_random.h"
#include "env/bfcl/worlds/vehicle_attributes.h"

namespace env::bfcl {

class VehicleWorld final : public Simulator {
 public:
  std::string_view class_name() const override { return "VehicleControlAPI"; }
  const std::vector<Method>& methods() const override { return table().methods(); }
  // Besides the interface's: core::Error(data) where doorStatus is no dict of texts, or the seed is no int.
  void load_scenario(const core::Dict& scenario, bool long_context) override;
  core::Value call(size_t method, const Arguments& arguments) override;
  core::Dict state() const override;
  core::Dict private_state() const override;
  bool equals(const Simulator& truth) const override;
  std::unique_ptr<Simulator> clone() const override;

 private:
  static const MethodTable<VehicleWorld>& table();

  core::Value startEngine(const Arguments& arguments);
  core::Value fillFuelTank(const Arguments& arguments);
  core::Value lockDoors(const Arguments& arguments);
  core::Value activateParkingBrake(const Arguments& arguments);
  core::Value pressBrakePedal(const Arguments& arguments);
  core::Value releaseBrakePedal(const Arguments& arguments);
  core::Value setCruiseControl(const Arguments& arguments);
  core::Value get_current_speed(const Arguments& arguments);

  core::Value adjustClimateControl(const Arguments& arguments);
  core::Value get_outside_temperature_from_google(const Arguments& arguments);
  core::Value get_outside_temperature_from_weather_com(const Arguments& arguments);
  core::Value setHeadlights(const Arguments& arguments);
  core::Value displayCarStatus(const Arguments& arguments);
  core::Value check_tire_pressure(const Arguments& arguments);

  core::Value display_log(const Arguments& arguments);
  core::Value estimate_drive_feasibility_by_mileage(const Arguments& arguments);
  core::Value liter_to_gallon(const Arguments& arguments);
  core::Value gallon_to_liter(const Arguments& arguments);
  core::Value estimate_distance(const Arguments& arguments);
  core::Value get_zipcode_based_on_city(const Arguments& arguments);
  core::Value set_navigation(const Arguments& arguments);
  core::Value find_nearest_tire_shop(const Arguments& arguments);

  const core::Value& get(AttributeName attribute) const { return (*attributes_)[attribute.number()]; }
  core::Value& writable(AttributeName attribute) { return attributes_.write()[attribute.number()]; }
  void set(AttributeName attribute, core::Value value) { writable(attribute) = std::move(value); }

  PythonRandom random_{0};
  // Callers and scenarios put any type into most of them.
  core::CopyOnWrite<VehicleValues> attributes_;
  bool long_context_ = false;
};

// {"error": text}
core::Value vehicle_error(std::string_view text);

}  // namespace env::bfcl
