// The rows of the device's passes: which sequence has which, and what the device keeps of each from pass to pass: its
// block table, and how often every token occurred in it.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/cuda/runtime.h"
#include "model/cuda/step_arrays.h"
#include "model/step_executor.h"

namespace model {

class DeviceRows {
 public:
  // The runtime must outlive it.
  DeviceRows(cuda::Runtime& runtime, const cuda::StepLimits& limits, int vocab);

  // A row below runs.size() for each. Sequences stay in the row that they had where it is one of those; who is not
  // among them loses its row.
  std::vector<int> assign(std::span<const StepRun* const> runs);

  // A sequence's blocks, of which those that it had while it was in this row before are the same. Enqueues the others.
  void set_table(int row, std::span<const int32_t> blocks);
  // Of the pass's prompt `index`, which has no row. Returns the number of its table.
  int set_prompt_table(int index, std::span<const int32_t> blocks);
  // What the row's penalties go by. Enqueues where the device has not counted along.
  void set_occurrences(int row, const TokenHistory& history);
  // The row's next token is one that the device does not see.
  void forget_occurrences(int row) { rows_[static_cast<size_t>(row)].counted = false; }

  const int32_t* tables() const { return tables_.get(); }
  uint32_t* occurrences() const { return occurrences_.get(); }

 private:
  struct Row {
    std::optional<uint64_t> sequence;
    size_t blocks = 0;     // in its table
    bool counted = false;  // the device's occurrences are its
  };
  void write_table(int index, std::span<const int32_t> blocks, size_t known);

  cuda::Runtime& runtime_;
  cuda::StepLimits limits_;
  int vocab_;
  std::vector<Row> rows_;
  cuda::Memory<int32_t> host_tables_;  // pinned
  cuda::Memory<int32_t> tables_;
  cuda::Memory<uint32_t> occurrences_;
  cuda::Memory<int32_t> history_;
};

}  // namespace model
