// MessageAPI of the benchmark: the users of a workspace and the messages they are sent.
// Mirrors func_source_code/message_api.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_message_api();

}  // namespace env::bfcl
