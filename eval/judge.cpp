#include "eval/judge.h"

#include <algorithm>

#include "core/error.h"
#include "eval/agentic_checker.h"
#include "eval/ast_checker.h"
#include "eval/multi_turn_checker.h"

namespace eval {

namespace {

using env::bfcl::Checker;
using env::bfcl::Language;

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

// How the prompt asks for calls in prompt mode: in another language, or in another format of the entry.
ReplyForm reply_form(const env::bfcl::Entry& entry) {
  const auto syntax = [&] {
    if (entry.rules().language == Language::java) return CallSyntax::java;
    if (entry.rules().language == Language::javascript) return CallSyntax::javascript;
    switch (entry.format.returns) {
      case chat::ReturnFormat::json:
        return CallSyntax::json;
      case chat::ReturnFormat::verbose_xml:
        return CallSyntax::verbose_xml;
      case chat::ReturnFormat::concise_xml:
        return CallSyntax::concise_xml;
      case chat::ReturnFormat::python:
        break;
    }
    return CallSyntax::python;
  };
  return {syntax(), entry.format.tool_call_tag};
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
  const env::bfcl::Category& rules = entry.rules();
  return check_ast(rules.checker,
                   {.functions = entry.functions,
                    .calls = decoded.value.as_list(),
                    .ground_truth = entry.ground_truth.as_list(),
                    .rules = {.underscore_to_dot = mode == DecodeMode::openai_fc, .language = rules.language}});
}

}  // namespace

bool is_covered(const env::bfcl::Category& category) {
  return category.group != env::bfcl::Group::multi_turn;
}

bool is_covered(const env::bfcl::Entry& entry) {
  return is_covered(*entry.category) || is_simulated(entry);
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
                            "multi-turn entries can where it simulates their classes");
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
  judgement.decoded = decode_ast(mode, raw, reply_form(entry));
  const Checker checker = entry.rules().checker;
  const bool relevance = checker == Checker::irrelevance || checker == Checker::relevance;
  judgement.verdict =
      relevance ? judge_relevance(checker, judgement.decoded) : judge_ast(entry, mode, judgement.decoded);
  return judgement;
}

}  // namespace eval
