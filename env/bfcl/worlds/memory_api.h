// The benchmark's three memories: keys and values, one text, texts found by likeness. What the model writes in the
// conversations before its questions comes to these as a snapshot.
// Mirrors func_source_code/memory_{kv,rec_sum,vector}.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>
#include <string>

#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

// load_scenario() takes {"snapshot": what snapshot() gave}; without one the memory starts empty. Which file a snapshot
// lies in is its callers' business.
class MemorySimulator : public Simulator {
 public:
  // What the system prompt shows of the memory.
  virtual std::string context() const = 0;
  virtual core::Dict snapshot() const = 0;
};

// As the reference's snapshot files hold it.
std::string snapshot_text(const MemorySimulator& memory);

std::unique_ptr<MemorySimulator> make_memory_kv();
std::unique_ptr<MemorySimulator> make_memory_rec_sum();
// Texts are compared by `process->text_encoder`, or by the default one where there is none.
std::unique_ptr<MemorySimulator> make_memory_vector(const std::shared_ptr<ProcessState>& process);

}  // namespace env::bfcl
