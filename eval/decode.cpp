#include "eval/decode.h"

#include <array>
#include <utility>

#include "chat/python/exception.h"
#include "core/error.h"
#include "eval/decode_code.h"
#include "eval/decode_json.h"
#include "eval/decode_python.h"
#include "eval/decode_xml.h"

namespace eval {
namespace {

using chat::python::PythonError;
using chat::python::raise;
using core::Value;

const std::string& prompted_text(const Value& raw) {
  if (!raw.is_string()) raise("AttributeError", core::format("'{}' object has no attribute 'strip'", raw.type_name()));
  return raw.as_string();
}

Value prompted_calls(const Value& raw, const ReplyForm& form) {
  std::string text = bracketed(prompted_text(raw));
  if (form.tool_call_tag) text = tagged_part(text);
  switch (form.syntax) {
    case CallSyntax::java:
      return decode_java_calls(text);
    case CallSyntax::javascript:
      return decode_javascript_calls(text);
    case CallSyntax::json:
      return decode_json_calls(text);
    case CallSyntax::verbose_xml:
      return decode_verbose_xml_calls(text);
    case CallSyntax::concise_xml:
      return decode_concise_xml_calls(text);
    case CallSyntax::python:
      break;
  }
  return decode_python_calls(text);
}

template <class Function>
Decoded attempt(Function function) {
  Decoded out;
  try {
    out.value = function();
    out.ok = true;
  } catch (PythonError& error) {
    out.error_class = std::move(error.exception);
    out.error_text = std::move(error.text);
  }
  return out;
}

}  // namespace

std::string_view decode_mode_name(DecodeMode mode) {
  constexpr std::array<std::string_view, 3> kNames = {"prompt", "qwen_fc", "openai_fc"};
  return kNames.at(static_cast<size_t>(mode));
}

Decoded decode_ast(DecodeMode mode, const Value& raw, const ReplyForm& form) {
  return attempt([&] {
    switch (mode) {
      case DecodeMode::qwen_fc:
        return decode_qwen_calls(raw);
      case DecodeMode::openai_fc:
        return decode_openai_calls(raw);
      case DecodeMode::prompt:
        break;
    }
    return prompted_calls(raw, form);
  });
}

Decoded decode_execute(DecodeMode mode, const Value& raw) {
  return attempt([&] {
    switch (mode) {
      case DecodeMode::qwen_fc:
        return qwen_execution_list(raw);
      case DecodeMode::openai_fc:
        return openai_execution_list(raw);
      case DecodeMode::prompt:
        break;
    }
    return execution_list(prompted_calls(raw, {}));
  });
}

}  // namespace eval
