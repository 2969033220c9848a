#include "model/device/rows.h"

#include <algorithm>

#include "core/error.h"

namespace model {

DeviceRows::DeviceRows(cuda::Runtime& runtime, const cuda::StepLimits& limits, int vocab)
    : runtime_(runtime), limits_(limits), vocab_(vocab), rows_(static_cast<size_t>(limits.rows)) {
  const auto words = static_cast<size_t>(limits.tables()) * static_cast<size_t>(limits.stride);
  host_tables_ = cuda::pinned<int32_t>(runtime, words);
  tables_ = cuda::Memory<int32_t>(runtime, words);
  occurrences_ = cuda::Memory<uint32_t>(runtime, static_cast<size_t>(limits.rows) * static_cast<size_t>(vocab));
  history_ = cuda::Memory<int32_t>(runtime, static_cast<size_t>(limits.context));
}

std::vector<int> DeviceRows::assign(std::span<const StepRun* const> runs) {
  FR_CHECK(runs.size() <= rows_.size(), "more sequences than rows");
  std::unordered_map<uint64_t, int> had;
  for (size_t row = 0; row < runs.size(); ++row) {
    if (rows_[row].sequence) had[*rows_[row].sequence] = static_cast<int>(row);
  }
  std::vector<int> rows;
  std::vector<bool> taken(rows_.size(), false);
  for (const StepRun* run : runs) {
    const auto found = had.find(run->sequence);
    rows.push_back(found == had.end() ? -1 : found->second);
    if (rows.back() >= 0) taken[static_cast<size_t>(rows.back())] = true;
  }
  size_t next = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (rows[i] >= 0) continue;
    while (taken[next]) ++next;
    taken[next] = true;
    rows[i] = static_cast<int>(next);
    rows_[next] = {};
    rows_[next].sequence = runs[i]->sequence;
  }
  for (size_t row = 0; row < rows_.size(); ++row) {
    if (!taken[row]) rows_[row] = {};
  }
  return rows;
}

void DeviceRows::set_table(int row, std::span<const int32_t> blocks) {
  Row& mine = rows_[static_cast<size_t>(row)];
  write_table(row, blocks, mine.blocks);
  mine.blocks = blocks.size();
}

int DeviceRows::set_prompt_table(int index, std::span<const int32_t> blocks) {
  write_table(limits_.rows + index, blocks, 0);
  return limits_.rows + index;
}

void DeviceRows::write_table(int index, std::span<const int32_t> blocks, size_t known) {
  FR_CHECK(blocks.size() <= static_cast<size_t>(limits_.stride), "a sequence beyond the context");
  if (blocks.size() <= known) return;
  const size_t begin = static_cast<size_t>(index) * static_cast<size_t>(limits_.stride) + known;
  std::copy(blocks.begin() + static_cast<std::ptrdiff_t>(known), blocks.end(), host_tables_.get() + begin);
  runtime_.upload({tables_.get() + begin, host_tables_.get() + begin, (blocks.size() - known) * sizeof(int32_t)});
}

void DeviceRows::set_occurrences(int row, const TokenHistory& history) {
  Row& mine = rows_[static_cast<size_t>(row)];
  if (mine.counted) return;
  mine.counted = true;
  std::vector<int32_t> tokens(history.prompt.begin(), history.prompt.end());
  tokens.insert(tokens.end(), history.generated.begin(), history.generated.end());
  runtime_.upload_now(history_.get(), tokens.data(), tokens.size() * sizeof(int32_t));
  uint32_t* words = occurrences_.get() + static_cast<size_t>(row) * static_cast<size_t>(vocab_);
  runtime_.check(cuda::set_history(words, vocab_, history_.get(), static_cast<int>(history.prompt.size()),
                                   static_cast<int>(history.generated.size()), runtime_.stream()),
                 "occurrences");
}

}  // namespace model
