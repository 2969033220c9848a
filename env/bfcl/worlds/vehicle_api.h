// VehicleControlAPI of the benchmark: a car's engine, doors, climate, brakes, cruise control and navigation.
// Mirrors func_source_code/vehicle_control.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_vehicle_api();

}  // namespace env::bfcl
