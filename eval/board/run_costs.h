// Tokens and latencies of a model's result lines, and the four cells of the overall table that come from them
// (bfcl.md 2.5).
#pragma once

#include "core/value.h"
#include "eval/board/model_facts.h"
#include "eval/board/statistics.h"
#include "eval/results.h"

namespace eval::board {

struct RunCosts {
  Numbers input_tokens;
  Numbers output_tokens;
  Numbers latencies;

  // A number that is not zero counts; of a list of lists every such number in the inner lists; nothing else.
  // nullptr: the line has no such field.
  void add(const core::Value* input_tokens, const core::Value* output_tokens, const core::Value* latency);
  void add(const ResultLine& line);
};

// USD, by the prices of the tokens or else from the latencies; "N/A" where what it needs is missing.
core::Value cost_of(const RunCosts& costs, const ModelFacts& model);

// Numbers, or the text "N/A". One latency alone has no deviation; the reference dies of it, here the cell is "N/A".
struct CostCells {
  core::Value cost = "N/A";
  core::Value mean = "N/A";
  core::Value deviation = "N/A";
  core::Value percentile_95 = "N/A";
};
CostCells cost_cells(const RunCosts& costs, const ModelFacts& model);

}  // namespace eval::board
