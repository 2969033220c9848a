#include "eval/judge.h"

#include <algorithm>

#include "core/error.h"
#include "eval/agentic_checker.h"
#include "eval/ast_checker.h"
#include "eval/multi_turn_checker.h"

namespace eval {

namespace {

using env::bfcl::Checker;

// Relevance categories only ask whether there is a call at all: [] and what is not shaped like calls count as none.
bool has_call(const Decoded& decoded) {
  return decoded.ok && is_call_list(decoded.value) && !decoded.value.as_list().empty();
}

Verdict judge_relevance(Checker checker, const Decoded& decoded) {
  const bool call = has_call(decoded);
  if (call == (checker == Checker::relevance)) return {};
  if (call) {
    return {
        Failure::one("irrelevance_error:decoder_success", "Valid syntax. Successfully decode AST when it should not.")};
  }
  // The reference prints its None where decoding succeeded without a call.
  const std::string reason = decoded.ok ? "None" : decoded.error_text;
  return {Failure::one("relevance_error:decoder_failed",
                       "Invalid syntax. Failed to decode AST when it should have. " + reason)};
}

Verdict judge_ast(const env::bfcl::Entry& entry, DecodeMode mode, const Decoded& decoded) {
  if (!decoded.ok) {
    return {Failure::one("ast_decoder:decoder_failed", "Invalid syntax. Failed to decode AST. " + decoded.error_text)};
  }
  if (!is_call_list(decoded.value)) {
    return {Failure::one("ast_decoder:decoder_wrong_output_format",
                         "Did not output in the specified format. Note: the model_result is wrapped in a string to "
                         "ensure json serializability.")};
  }
  if (!entry.ground_truth.is_list()) return {Failure::raises("the entry has no answers")};
  return check_ast(entry.category->checker, {.functions = entry.functions,
                                             .calls = decoded.value.as_list(),
                                             .ground_truth = entry.ground_truth.as_list(),
                                             .underscore_to_dot = mode == DecodeMode::openai_fc});
}

}  // namespace

bool is_covered(const env::bfcl::Category& category) {
  return category.language == env::bfcl::Language::python &&
         (category.group == env::bfcl::Group::non_live || category.group == env::bfcl::Group::live);
}

bool is_partly_covered(const env::bfcl::Category& category) {
  return is_covered(category) || category.checker == Checker::multi_turn || category.checker == Checker::agentic;
}

bool is_covered(const env::bfcl::Entry& entry) {
  return is_covered(*entry.category) || entry.category->checker == Checker::agentic || is_simulated(entry);
}

bool is_playable(const env::bfcl::Category& category) {
  return is_partly_covered(category) && category.checker != Checker::agentic;
}

bool is_call_list(const core::Value& decoded) {
  if (!decoded.is_list()) return false;
  return std::all_of(decoded.as_list().begin(), decoded.as_list().end(), [](const core::Value& call) {
    return call.is_dict() && call.as_dict().size() == 1 && call.as_dict().begin()->value.is_dict();
  });
}

Judgement judge(const env::bfcl::Entry& entry, DecodeMode mode, const core::Value& raw) {
  if (!is_covered(entry)) {
    throw core::usage_error(core::format("{}: cannot be scored by this program", entry.id),
                            "single-turn Python entries can, and multi-turn ones whose classes it simulates");
  }
  Judgement judgement;
  if (entry.category->checker == Checker::multi_turn) {
    MultiTurnCheck check = check_multi_turn(entry, mode, raw);
    judgement.decoded.ok = raw.is_list();
    if (judgement.decoded.ok) judgement.decoded.value = std::move(check.decoded);
    judgement.verdict = std::move(check.verdict);
    return judgement;
  }
  if (entry.category->checker == Checker::agentic) {
    AgenticCheck check = check_agentic(entry.ground_truth, mode, raw);
    judgement.decoded.ok = true;
    judgement.decoded.value = std::move(check.decoded);
    judgement.verdict = std::move(check.verdict);
    return judgement;
  }
  judgement.decoded = decode_ast(mode, raw);
  const Checker checker = entry.category->checker;
  const bool relevance = checker == Checker::irrelevance || checker == Checker::relevance;
  judgement.verdict =
      relevance ? judge_relevance(checker, judgement.decoded) : judge_ast(entry, mode, judgement.decoded);
  return judgement;
}

}  // namespace eval
