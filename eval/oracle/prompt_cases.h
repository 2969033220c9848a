// The oracle's `prompts` cases: the SHA-256 of the text that the benchmark sends to a local Qwen3.
// Covers the single-turn categories, format sensitivity and the multi-turn entries that the program simulates, modes
// qwen_prompt and qwen_fc. Knows no models.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class PromptCases {
 public:
  PromptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset);

  // `line`: {id, mode, prompt_sha256: […], prompt_chars: […]}. Throws core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  // The prompts of every turn where the model always answers "stop".
  std::vector<std::string> multi_turn_prompts(const env::bfcl::Entry& entry, const std::string& mode) const;
  // nullptr where no entry has that id. Categories are read when first asked for.
  const env::bfcl::Entry* find(std::string_view id);

  chat::BfclPrompts prompts_;
  env::bfcl::Dataset dataset_;
  std::map<const env::bfcl::Category*, std::map<std::string, env::bfcl::Entry, std::less<>>> entries_;
};

}  // namespace eval::oracle
