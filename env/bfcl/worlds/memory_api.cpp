#include "env/bfcl/worlds/memory_api.h"

#include "core/json.h"

namespace env::bfcl {

std::string snapshot_text(const MemorySimulator& memory) {
  return core::dump_json(memory.snapshot(), {.ensure_ascii = true, .indent = 4});
}

}  // namespace env::bfcl
