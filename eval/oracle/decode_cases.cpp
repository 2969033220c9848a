#include "eval/oracle/decode_cases.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "chat/python/exception.h"
#include "core/format.h"
#include "core/python_text.h"
#include "eval/convert.h"
#include "eval/decode.h"

namespace eval::oracle {
namespace {

using Function = std::function<Decoded(const core::Value& line)>;

std::map<std::string, Function, std::less<>> make_functions() {
  std::map<std::string, Function, std::less<>> functions;
  constexpr std::array<std::pair<const char*, CallSyntax>, 6> kSyntaxes = {{{"python", CallSyntax::python},
                                                                            {"java", CallSyntax::java},
                                                                            {"javascript", CallSyntax::javascript},
                                                                            {"json", CallSyntax::json},
                                                                            {"verbose_xml", CallSyntax::verbose_xml},
                                                                            {"concise_xml", CallSyntax::concise_xml}}};
  for (const auto& [name, syntax] : kSyntaxes) {
    for (const bool tag : {false, true}) {
      functions[core::format("decode_ast_prompting:{}{}", name, tag ? ":tag" : "")] =
          [form = ReplyForm{syntax, tag}](const core::Value& line) {
            return decode_ast(DecodeMode::prompt, line.at("input"), form);
          };
    }
  }
  functions["decode_execute_prompting"] = [](const core::Value& line) {
    return decode_execute(DecodeMode::prompt, line.at("input"));
  };
  for (const DecodeMode mode : {DecodeMode::qwen_fc, DecodeMode::openai_fc}) {
    const std::string name(decode_mode_name(mode));
    functions[name + ":decode_ast"] = [mode](const core::Value& line) { return decode_ast(mode, line.at("input")); };
    functions[name + ":decode_execute"] = [mode](const core::Value& line) {
      return decode_execute(mode, line.at("input"));
    };
  }
  using Convert = core::Value (*)(std::string_view, std::string_view, std::optional<std::string_view>);
  constexpr std::array<std::pair<const char*, Convert>, 2> kConverters = {
      {{"java_type_converter", convert_java}, {"js_type_converter", convert_javascript}}};
  for (const auto& [name, converter] : kConverters) {
    functions[name] = [convert = converter](const core::Value& line) {
      Decoded out;
      try {
        const core::Value& nested = line.at("nested");
        out.value = convert(line.at("input").as_string(), line.at("type").as_string(),
                            nested.is_none() ? std::nullopt : std::optional<std::string_view>(nested.as_string()));
        out.ok = true;
      } catch (const chat::python::PythonError& error) {
        out.error_class = error.exception;
        out.error_text = error.text;
      }
      return out;
    };
  }
  return functions;
}

// Texts of syntax errors differ between Python's own versions, and literal_eval names a line where it knows one; only
// that they occurred matters to a verdict.
bool has_comparable_text(const std::string& exception, const std::string& text) {
  return exception != "SyntaxError" && exception != "JSONDecodeError" && exception != "ParseError" &&
         !text.starts_with("malformed node or string");
}

// Kinds of syntax errors; releases of Python 3.11 do not agree on that of a null byte.
std::string exception_class(const std::string& exception, std::string_view text) {
  const bool null_byte = exception == "ValueError" && text == "source code string cannot contain null bytes";
  return null_byte || exception == "IndentationError" ? "SyntaxError" : exception;
}

std::string outcome_text(const std::string& exception, const std::string& text) {
  return core::format("{}({})", exception, has_comparable_text(exception, text) ? core::python_repr_string(text) : "…");
}

}  // namespace

Outcome run_decode_case(const core::Value& line) {
  const std::string& name = line.at("fn").as_string();
  static const auto kFunctions = make_functions();
  const auto function = kFunctions.find(name);
  if (function == kFunctions.end()) return {Outcome::Kind::not_covered, core::format("decoder {}", name)};
  const core::Value& input = line.at("input");
  const Decoded decoded = function->second(line);
  const std::string found =
      decoded.ok ? core::python_repr(decoded.value) : outcome_text(decoded.error_class, decoded.error_text);
  std::string expected;
  if (const core::Value* ok = line.find("ok")) {
    expected = ok->as_string();
  } else {
    const core::List& raised = line.at("raise").as_list();
    const std::string text = core::python_str(raised.at(1));
    expected = outcome_text(exception_class(raised.at(0).as_string(), text), text);
  }
  if (found == expected) return {};
  return {Outcome::Kind::failed,
          core::format("{} of {}: gives {}, expected {}", name, core::python_repr(input), found, expected)};
}

}  // namespace eval::oracle
