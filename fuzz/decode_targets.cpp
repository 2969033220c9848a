// The decoders of model replies as fuzz targets: whatever a model writes, decoding ends, and what it gives can be
// printed.
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "chat/python/exception.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "eval/convert.h"
#include "eval/decode.h"
#include "fuzz/call_texts.h"
#include "fuzz/target.h"

namespace fuzz {
namespace {

using core::Rng;
using core::Value;
using eval::CallSyntax;
using eval::DecodeMode;

using Words = std::shared_ptr<const RandomValues>;

void check_printable(const eval::Decoded& decoded) {
  if (decoded.ok) {
    core::python_repr(decoded.value);
  } else {
    FR_CHECK(!decoded.error_class.empty(), "a failure without an exception");
    core::python_repr_string(decoded.error_text);
  }
}

using Convert = Value (*)(std::string_view, std::string_view, std::optional<std::string_view>);

// Every argument, which Java and JavaScript leave as source text, as every type that a document may name.
void convert_arguments(const eval::Decoded& decoded, Convert convert) {
  static constexpr std::array<std::string_view, 20> kTypes = {
      "byte",    "short", "integer", "float", "double", "long", "boolean", "char", "Array", "ArrayList",
      "HashMap", "Set",   "String",  "any",   "Bigint", "dict", "array",   "null", "other", ""};
  if (!decoded.ok || !decoded.value.is_list()) return;
  const auto attempt = [&](const Value& text, std::string_view type, std::optional<std::string_view> nested) {
    try {
      core::python_repr(convert(text.as_string(), type, nested));
    } catch (const chat::python::PythonError&) {
      // as the reference: the checker sees it
    }
  };
  for (const Value& call : decoded.value.as_list()) {
    for (const auto& [name, arguments] : call.as_dict()) {
      for (const auto& [key, text] : arguments.as_dict()) {
        for (const std::string_view type : kTypes) attempt(text, type, {});
        for (const std::string_view nested : {"String", "integer", "double", "ArrayList", "any", "boolean", "char"}) {
          attempt(text, "ArrayList", nested);
          attempt(text, "Array", nested);
          attempt(text, "array", nested);
        }
      }
    }
  }
}

void run_prompted(CallSyntax syntax, std::string_view input) {
  const Value raw(input);
  for (const bool tag : {false, true}) {
    if (tag && input.find("<TOOLCALL>") == std::string_view::npos) continue;
    const eval::Decoded decoded = eval::decode_ast(DecodeMode::prompt, raw, {syntax, tag});
    check_printable(decoded);
    if (syntax == CallSyntax::java) convert_arguments(decoded, eval::convert_java);
    if (syntax == CallSyntax::javascript) convert_arguments(decoded, eval::convert_javascript);
  }
  if (syntax == CallSyntax::python) check_printable(eval::decode_execute(DecodeMode::prompt, raw));
}

void run_served(DecodeMode mode, const Value& raw) {
  check_printable(eval::decode_ast(mode, raw));
  check_printable(eval::decode_execute(mode, raw));
}

// What stands in a results file: any JSON, usually [{name: JSON text}, …].
void run_openai(std::string_view input) {
  Value raw;
  try {
    raw = core::parse_json(input);
  } catch (const core::Error&) {
    return;  // stands in no results file
  }
  run_served(DecodeMode::openai_fc, raw);
}

std::string joined(Rng& rng, const std::string& open, const std::string& separator, const std::string& close,
                   const std::function<std::string()>& part) {
  std::string out = open;
  for (size_t i = rng.index(4); i > 0; --i) out += part() + (i > 1 ? separator : "");
  out += close;
  return rng.chance(0.05) ? "<TOOLCALL>" + out + "</TOOLCALL>" : out;
}

Target prompted(std::string name, CallSyntax syntax, Vocabulary vocabulary) {
  return {std::move(name), [syntax](std::string_view input) { run_prompted(syntax, input); }, std::move(vocabulary)};
}

Target python_target(const Words& words) {
  const auto value = [words](Rng& rng) { return python_value(*words, rng); };
  const auto call = [words](Rng& rng) {
    return joined(rng, "[", ", ", "]",
                  [&] { return python_call(RandomValues::name(rng), words->arguments(rng), *words, rng); });
  };
  return prompted(
      "python", CallSyntax::python,
      {{"(",      ")",     "[",          "]",           "{",      "}",      ",",  "=",   "**",   "*",       ":",
        "'",      "\"",    "'''",        "f'",          "rb'",    "\\",     "#",  "\n",  "\\\n", "lambda ", " if ",
        " else ", " for ", " in ",       " not ",       "await ", "yield ", ":=", "...", "None", "True",    "1j",
        "0b1",    "1e9",   "<TOOLCALL>", "</TOOLCALL>", "`",      "->",     "@",  "!r}"},
       value,
       call});
}

Target java_target(const Words& words) {
  const auto value = [words](Rng& rng) { return java_value(*words, rng); };
  const auto call = [words, value](Rng& rng) {
    return joined(rng, "[", "; ", "]",
                  [&] { return assignment_call(words->arguments(rng), rng, [&] { return value(rng); }); });
  };
  return prompted("java", CallSyntax::java,
                  {{"(",      ")", "[",  "]",           "{",       "}",      "<",       ">",  ",",         "=",
                    ";",      ".", "::", "->",          "\"",      "'",      "/*",      "*/", "//",        "new ",
                    "class ", "@", "? ", "instanceof ", "switch ", "\"\"\"", "\\u0041", "\n", "<TOOLCALL>"},
                   value,
                   call});
}

Target javascript_target(const Words& words) {
  const auto value = [words](Rng& rng) { return javascript_value(*words, rng); };
  const auto call = [words, value](Rng& rng) {
    return joined(rng, "[", "; ", "]",
                  [&] { return assignment_call(words->arguments(rng), rng, [&] { return value(rng); }); });
  };
  return prompted("javascript", CallSyntax::javascript,
                  {{"(",         ")",      "[",      "]",   "{",  "}",    "`",   "${", ",",         "=",    ";",
                    ".",         "?.",     "=>",     "\"",  "'",  "/*",   "*/",  "//", "/",         "new ", "class ",
                    "function ", "async ", "yield ", "...", "#!", "<!--", "<a>", "\n", "<TOOLCALL>"},
                   value,
                   call});
}

Target json_target(const Words& words) {
  const auto value = [words](Rng& rng) { return json_value(*words, rng); };
  const auto call = [words](Rng& rng) {
    return joined(rng, "[", ", ", "]", [&] {
      return core::dump_json(core::Dict{{"function", RandomValues::name(rng)}, {"parameters", words->arguments(rng)}});
    });
  };
  return prompted("json", CallSyntax::json,
                  {{"{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\\u",
                    "\\ud800",
                    "NaN",
                    "-Infinity",
                    "1e999",
                    "-0",
                    "\"function\": ",
                    "\"parameters\": ",
                    "}, {",
                    "[{",
                    "}]",
                    "<TOOLCALL>",
                    "</TOOLCALL>"},
                   value,
                   call});
}

Target xml_target(std::string name, CallSyntax syntax, const Words& words) {
  const bool verbose = syntax == CallSyntax::verbose_xml;
  const auto value = [words, verbose](Rng& rng) { return xml_parameter(*words, rng, verbose); };
  const auto call = [value, verbose](Rng& rng) {
    return joined(rng, "<functions>", "\n", "</functions>", [&] {
      std::string out = "<function name=\"" + RandomValues::name(rng) + "\">" + (verbose ? "<params>" : "");
      for (size_t left = rng.index(4); left > 0; --left) out += value(rng);
      return out + (verbose ? "</params></function>" : "</function>");
    });
  };
  return prompted(std::move(name), syntax,
                  {{"<functions>",
                    "</functions>",
                    "<function name=\"f\">",
                    "</function>",
                    "<params>",
                    "</params>",
                    "<param name=\"a\" ",
                    "value=\"1\"",
                    "type=\"array\"",
                    "/>",
                    "<![CDATA[",
                    "]]>",
                    "<!--",
                    "-->",
                    "<?xml version=\"1.0\"?>",
                    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                    "&b;",
                    "&lt;",
                    "&#65;",
                    "&#x0;",
                    "xmlns=\"u\"",
                    "<a:b ",
                    "<TOOLCALL>",
                    "</TOOLCALL>"},
                   value,
                   call});
}

Target qwen_target(const Words& words) {
  const auto value = [words](Rng& rng) { return json_value(*words, rng); };
  const auto call = [words](Rng& rng) {
    return joined(rng, "", "\n", "", [&] {
      core::Dict json{{"name", RandomValues::name(rng)}, {"arguments", words->arguments(rng)}};
      if (rng.chance(0.1)) json.set("arguments", core::dump_json(words->arguments(rng)));
      return "<tool_call>\n" + core::dump_json(json) + "\n</tool_call>";
    });
  };
  return {"qwen_fc",
          [](std::string_view input) { run_served(DecodeMode::qwen_fc, Value(input)); },
          {{"<tool_call>\n", "\n</tool_call>", "<tool_call>", "<think>", "</think>\n\n",
            "\"name\": ", "\"arguments\": ", "{", "}", "\"", "\\u", "NaN"},
           value,
           call}};
}

Target openai_target(const Words& words) {
  const auto value = [words](Rng& rng) { return json_value(*words, rng); };
  const auto call = [words](Rng& rng) {
    return joined(rng, "[", ", ", "]", [&] {
      return core::dump_json(core::Dict{{RandomValues::name(rng), core::dump_json(words->arguments(rng))}});
    });
  };
  return {"openai_fc", run_openai, {{"{", "}", "[", "]", ",", ":", "\"", "\\\"", "\\u", "NaN", "null"}, value, call}};
}

}  // namespace

std::vector<Target> decoder_targets() {
  const auto words = std::make_shared<const RandomValues>(core::List{"Rivermist", "celsius", "a b", 7});
  return {python_target(words),
          java_target(words),
          javascript_target(words),
          json_target(words),
          xml_target("verbose_xml", CallSyntax::verbose_xml, words),
          xml_target("concise_xml", CallSyntax::concise_xml, words),
          qwen_target(words),
          openai_target(words)};
}

}  // namespace fuzz
