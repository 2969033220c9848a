// TicketAPI of the benchmark: a queue of support tickets and who is logged in.
// Mirrors func_source_code/ticket_api.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_ticket_api();

}  // namespace env::bfcl
