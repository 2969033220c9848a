// Entries of the benchmark (bfcl-eval 2026.3.23) whose truth or checker is at fault, and why (docs/bfcl.md). Scores as
// the reference gives them count these entries; only a corrected score leaves out those that no answer can satisfy.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eval/decode.h"
#include "eval/results.h"

namespace eval {

// Where an entry cannot be answered: in any mode, where calls are written as source text, or where they are JSON.
// Or it can, but the usual way to write its answer counts as wrong.
enum class FaultScope { every_mode, prompt_mode, json_modes, usual_form };

struct KnownFault {
  std::string_view id;
  FaultScope scope;
  std::string_view reason;
};

std::span<const KnownFault> known_faults();
std::string_view scope_text(FaultScope scope);

// The fault of a result's entry; of format sensitivity's, that of the original entry. nullptr where none is known.
const KnownFault* fault_of(std::string_view id);
// Whether nothing that a model answers in this mode can be right.
bool is_unsatisfiable(std::string_view id, DecodeMode mode);

}  // namespace eval
