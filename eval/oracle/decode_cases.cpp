#include "eval/oracle/decode_cases.h"

#include <functional>
#include <map>
#include <string>

#include "core/format.h"
#include "core/python_text.h"
#include "eval/decode.h"

namespace eval::oracle {
namespace {

using Function = std::function<Decoded(const core::Value&)>;

const std::map<std::string, Function, std::less<>>& functions() {
  const auto prompted = [](ReturnFormat format, bool tag) {
    return [format, tag](const core::Value& raw) { return decode_prompted(raw, format, tag); };
  };
  const auto ast = [](DecodeMode mode) { return [mode](const core::Value& raw) { return decode_ast(mode, raw); }; };
  const auto execute = [](DecodeMode mode) {
    return [mode](const core::Value& raw) { return decode_execute(mode, raw); };
  };
  static const std::map<std::string, Function, std::less<>> kFunctions = {
      {"decode_ast_prompting:python", prompted(ReturnFormat::python, false)},
      {"decode_ast_prompting:python:tag", prompted(ReturnFormat::python, true)},
      {"decode_ast_prompting:json", prompted(ReturnFormat::json, false)},
      {"decode_ast_prompting:json:tag", prompted(ReturnFormat::json, true)},
      {"decode_execute_prompting", execute(DecodeMode::prompt)},
      {"qwen_fc:decode_ast", ast(DecodeMode::qwen_fc)},
      {"qwen_fc:decode_execute", execute(DecodeMode::qwen_fc)},
      {"openai_fc:decode_ast", ast(DecodeMode::openai_fc)},
      {"openai_fc:decode_execute", execute(DecodeMode::openai_fc)},
  };
  return kFunctions;
}

// Texts of syntax errors differ between Python's own versions; only that they occurred matters to a verdict.
bool has_comparable_text(const std::string& exception) {
  return exception != "SyntaxError" && exception != "JSONDecodeError";
}

std::string outcome_text(const std::string& exception, const std::string& text) {
  return core::format("{}({})", exception, has_comparable_text(exception) ? core::python_repr_string(text) : "…");
}

}  // namespace

Outcome run_decode_case(const core::Value& line) {
  const std::string& name = line.at("fn").as_string();
  const auto function = functions().find(name);
  if (function == functions().end()) return {Outcome::Kind::not_covered, core::format("decoder {}", name)};
  const core::Value& input = line.at("input");
  const Decoded decoded = function->second(input);
  const std::string found =
      decoded.ok ? core::python_repr(decoded.value) : outcome_text(decoded.error_class, decoded.error_text);
  std::string expected;
  if (const core::Value* ok = line.find("ok")) {
    expected = ok->as_string();
  } else {
    const core::List& raised = line.at("raise").as_list();
    const std::string& exception = raised.at(0).as_string();
    expected =
        outcome_text(exception == "IndentationError" ? "SyntaxError" : exception, core::python_str(raised.at(1)));
  }
  if (found == expected) return {};
  return {Outcome::Kind::failed,
          core::format("{} of {}: gives {}, expected {}", name, core::python_repr(input), found, expected)};
}

}  // namespace eval::oracle
