// Memory and web search entries: whether the last message that is no call holds an accepted answer (reference:
// agentic_checker.py and _evaluate_single_agentic_entry of eval_runner.py). Executes nothing, so it needs no worlds.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"
#include "eval/decode.h"
#include "eval/verdict.h"

namespace eval {

struct AgenticCheck {
  Verdict verdict;     // answer_not_found: errors.back() holds the texts that were compared
  core::List decoded;  // calls as text of the steps that have some
};

// `answers`: the entry's ground truth, a list of texts. `result`: what the result file holds, a list of one turn.
AgenticCheck check_agentic(const core::Value& answers, DecodeMode mode, const core::Value& result);

// Deletes each of , . / - _ * ^ ( ), lower-cases, then turns ' into ". Blanks stay.
std::string standardise_answer(std::string_view text);
// Whether `text` holds `answer` with a word boundary at both of its ends, as a regular expression's \b has it.
bool holds_as_words(std::string_view text, std::string_view answer);

}  // namespace eval
