// Played rollouts as lines of JSON (docs/rollouts.md): the conversation with its tools, each reply's calls, results and
// token counts, how it ended, the token ledgers with the text of every token, and the world's state before and after.
// A line is an OpenAI conversation as well ("tools", "messages"). Knows no policy.
#pragma once

#include <string>
#include <vector>

#include "chat/tokenizer.h"
#include "core/files.h"
#include "core/value.h"
#include "rollout/world_rollout.h"

namespace rollout {

struct RolloutRecord {
  std::string id;
  std::string model;  // who played; may be empty
  // Read back it has no world, its results no values.
  Rollout rollout;
  // What each token of each ledger stands for: whole characters, given to the token that completes them.
  std::vector<std::vector<std::string>> token_texts;
  core::Value before;  // {class: {attribute: value}}; None: not recorded
  core::Value after;
};

// `before`: the world's state when the rollout began, where it had a world; the state after is that of rollout.world.
RolloutRecord make_record(std::string id, std::string model, Rollout rollout, const chat::Tokenizer& tokenizer,
                          core::Value before = {});

bool is_record(const core::Value& line);
// What JSON has no form for in a state or in a call's arguments is kept as Python's repr.
core::Value record_to_json(const RolloutRecord& record);
// Throws core::Error(data) that names the field, also for a later version of the format.
RolloutRecord record_from_json(const core::Value& line);

// Appends records to a file, a line each, valid UTF-8 whatever was said.
class RecordFile {
 public:
  // Throws core::Error(usage) for a file that holds something else: it stays as it is.
  explicit RecordFile(const core::fs::path& path);

  void write(const RolloutRecord& record);

 private:
  core::AppendFile file_;
};

}  // namespace rollout
