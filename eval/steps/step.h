// Steps: the assistant's replies of recorded trajectories, each asked again after the history as it was recorded.
// Knows no policy and no verdicts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chat/message.h"
#include "core/files.h"

namespace eval::steps {

struct Step {
  std::string id;                    // "<trajectory>/<message>"
  std::string kind;                  // of its round, as the trajectory's metadata names it; "" where it names none
  chat::Conversation asked;          // up to the reply; earlier chains of thought are left out, as when served
  bool in_text = true;               // calls stand in the text, as Python; else the template writes them in its form
  std::vector<chat::ToolCall> gold;  // empty: the reply calls nothing
  std::string gold_text;             // what the record says
};

struct StepSample {
  int64_t trajectories = 500;  // those of smallest SHA-256 of their id; -1: all
  double text_share = 0.25;    // share of these that add a reply without calls
};

// One reply with calls of each sampled trajectory, and of some one without, chosen by hash: the same steps whenever the
// file is the same. Trajectories are OpenAI conversations with an "id" (at the top or in "metadata"), calls in
// `tool_calls` or, in the benchmark's form, in the text.
// Throws core::Error(data) "path:line: …" for a line of another shape and for a file without a step.
std::vector<Step> draw_steps(const core::fs::path& path, const StepSample& sample);

}  // namespace eval::steps
