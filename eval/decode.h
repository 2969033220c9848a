// A reply of a model -> function calls, as the reference's handlers decode it. Knows nothing of truths or verdicts.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace eval {

// Which handler of the reference reads the output: OSSHandler's defaults (a Python call list), QwenFCHandler
// (<tool_call> JSON) or OpenAICompletionsHandler (a list of {name: JSON text}).
enum class DecodeMode { prompt, qwen_fc, openai_fc };
std::string_view decode_mode_name(DecodeMode mode);

struct Decoded {
  bool ok = false;
  core::Value value;  // where ok: usually a list of one-key dicts {name: {argument: value}}, but any value may come
  std::string error_class;  // else: Python's exception class ("SyntaxError")
  std::string error_text;   // and its text; texts of syntax and JSON errors are ours
};

// How calls are written in prompt mode: in the language of the entry, or in the format that the prompt asks for
// (format sensitivity).
enum class CallSyntax { python, java, javascript, json, verbose_xml, concise_xml };
struct ReplyForm {
  CallSyntax syntax = CallSyntax::python;
  bool tool_call_tag = false;  // calls must stand in <TOOLCALL> tags
};

// decode_ast. `raw`: a str (prompt, qwen_fc) or a list (openai_fc), as it stands in result files. A value of another
// type fails as the reference fails. `form` matters in prompt mode alone. Throws core::Error(environment) where Java or
// JavaScript is to be read and its grammar is missing.
Decoded decode_ast(DecodeMode mode, const core::Value& raw, const ReplyForm& form = {});
// decode_execute: a list of Python calls as text, to be executed one by one.
Decoded decode_execute(DecodeMode mode, const core::Value& raw);

}  // namespace eval
