// The oracle's `prompts` cases: the SHA-256 of the text that the benchmark sends to a local Qwen3 (modes qwen_prompt,
// qwen_fc and funreason_mt), and of the tools that it offers through OpenAI's chat completions (openai_tools). Knows no
// models.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/handler.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class PromptCases {
 public:
  PromptCases(chat::BfclPrompts prompts, env::bfcl::Dataset dataset);

  // `line`: {id, mode, prompt_sha256: […], prompt_chars: […]}, or {id, mode, tools_sha256}. Throws core::Error(data)
  // for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  using Entries = std::map<std::string, env::bfcl::Entry, std::less<>>;

  // The prompts of every turn where the model always answers "stop".
  std::vector<std::string> prompts_of(const env::bfcl::Entry& entry, const Handler& handler) const;
  std::string tools_of(const env::bfcl::Entry& entry) const;
  // nullptr where no entry has that id. Categories are read when first asked for.
  const env::bfcl::Entry* find(std::string_view id);

  chat::BfclPrompts prompts_;
  env::bfcl::Dataset dataset_;
  std::map<const env::bfcl::Category*, Entries> entries_;
};

}  // namespace eval::oracle
