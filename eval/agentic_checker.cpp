#include "eval/agentic_checker.h"

#include <algorithm>
#include <vector>

#include "core/python_string.h"
#include "core/python_text.h"
#include "core/utf8.h"
#include "eval/multi_turn_checker.h"
#include "eval/standardise.h"

namespace eval {
namespace {

using core::Value;

bool is_word_before(std::string_view text, size_t at) {
  if (at == 0) return false;
  at = core::code_point_before(text, at);
  return core::is_python_word(core::next_code_point(text, at));
}

bool is_word_after(std::string_view text, size_t at) {
  return at < text.size() && core::is_python_word(core::next_code_point(text, at));
}

bool is_boundary(std::string_view text, size_t at) {
  return is_word_before(text, at) != is_word_after(text, at);
}

// The steps of a turn as the reference's loop meets them: a text is gone through letter by letter, a dict by its keys.
// nullopt where Python refuses to iterate.
std::optional<core::List> steps_of(const Value& turn) {
  if (turn.is_list()) return turn.as_list();
  core::List steps;
  if (turn.is_dict()) {
    for (const auto& item : turn.as_dict()) steps.push_back(item.key);
    return steps;
  }
  if (!turn.is_string()) return std::nullopt;
  const std::string& text = turn.as_string();
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    core::next_code_point(text, at);
    steps.emplace_back(text.substr(begin, at - begin));
  }
  return steps;
}

Failure not_found(std::string message, const core::List& answers, std::string standard_message,
                  const std::vector<std::string>& standard_answers) {
  Failure failure =
      Failure::one("agentic:answer_not_found", "None of the expected answers were found in the model response.");
  core::List compared;
  for (const std::string& answer : standard_answers) compared.emplace_back(answer);
  failure.errors.emplace_back(core::Dict{{"model_response", std::move(message)},
                                         {"possible_answers", answers},
                                         {"standardized_model_response", std::move(standard_message)},
                                         {"standardized_possible_answers", std::move(compared)}});
  return failure;
}

Verdict check_answer(const core::List& answers, const Value& last_message) {
  std::vector<std::string> standard;
  for (const Value& answer : answers) {
    if (!answer.is_string()) return {Failure::raises("an accepted answer is no text")};
    standard.push_back(standardise_answer(answer.as_string()));
  }
  const Value& said = last_message.is_list() ? last_message.as_list().front() : last_message;
  std::string message = core::python_str(said);
  std::string standard_message = standardise_answer(message);
  const bool found = std::any_of(standard.begin(), standard.end(),
                                 [&](const std::string& answer) { return holds_as_words(standard_message, answer); });
  if (found) return {};
  return {not_found(std::move(message), answers, std::move(standard_message), standard)};
}

}  // namespace

std::string standardise_answer(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
               [](char c) { return std::string_view(",./-_*^()").find(c) == std::string_view::npos; });
  std::string lower = core::python_lower(kept);
  std::replace(lower.begin(), lower.end(), '\'', '"');
  return lower;
}

bool holds_as_words(std::string_view text, std::string_view answer) {
  for (size_t at = text.find(answer); at != std::string_view::npos; at = text.find(answer, at + 1)) {
    if (is_boundary(text, at) && is_boundary(text, at + answer.size())) return true;
  }
  return false;
}

AgenticCheck check_agentic(const Value& answers, DecodeMode mode, const Value& result) {
  AgenticCheck check;
  if (!result.is_list() || result.as_list().size() != 1) {
    check.verdict.failure = Failure::one(
        "agentic:inference_error", "Error during inference phase. Model did not output a list of model responses.");
    return check;
  }
  const std::optional<core::List> steps = steps_of(result.as_list().front());
  if (!steps || !answers.is_list()) {
    check.verdict.failure = Failure::raises(steps ? "the entry has no answers" : "the turn has no steps");
    return check;
  }
  const Value* last_message = nullptr;
  for (const Value& step : *steps) {
    const std::vector<std::string> calls = decoded_calls(mode, step);
    if (calls.empty()) {
      last_message = &step;
    } else {
      check.decoded.emplace_back(core::List(calls.begin(), calls.end()));
    }
  }
  if (last_message == nullptr || !core::python_truth(*last_message)) {
    check.verdict.failure =
        Failure::one("agentic:no_last_message", "Cannot find the last chat message that is not a function call.");
    return check;
  }
  check.verdict = check_answer(answers.as_list(), *last_message);
  return check;
}

}  // namespace eval
