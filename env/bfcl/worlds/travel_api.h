// TravelAPI of the benchmark: accounts, credit cards, flights, bookings and insurance.
// Mirrors func_source_code/travel_booking.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

// In a process of its own: long-context cards are charged by this instance alone.
std::unique_ptr<Simulator> make_travel_api();
// Beside the other instances of `process`: with a long context, a charge to an extension card shows in all of them.
std::unique_ptr<Simulator> make_travel_api(std::shared_ptr<ProcessState> process);

}  // namespace env::bfcl
