// GorillaFileSystem of the benchmark: directories and text files, one current directory, shell-like methods.
// Mirrors func_source_code/gorilla_file_system.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_file_system();

}  // namespace env::bfcl
