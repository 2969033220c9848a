// What a reply may be, as a program: tool calls in one of the forms of chat/call_form.h, alone or after free text, or
// one JSON value. Every reply that the program ends on is one that the parser reads, with arguments of the tools'
// schemas. Knows no tokens.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chat/call_form.h"
#include "chat/constraint/program.h"
#include "chat/message.h"

namespace chat::constraint {

enum class CallMode {
  // Any text, until a call opens: with the form's mark anywhere, or, where there is nothing but white space before it,
  // with Python's `[` or Llama 3's `{`. A text in Llama 3's form cannot begin with `[`, which may be calls to its
  // reader.
  automatic,
  required,  // calls and nothing else
};

enum class Reasoning {
  none,       // a <think> is text
  may_begin,  // the reply may begin with <think>…</think>
  opened,     // the prompt ends within <think>
};

struct CallRules {
  CallForm form = CallForm::hermes;  // not none. How each is written: chat::format_calls
  CallMode mode = CallMode::automatic;
  Reasoning reasoning = Reasoning::none;
  std::string only;     // the one tool that may be called; empty: all
  bool several = true;  // else one call
  // Tools whose schemas must hold as a whole (SchemaRules::strict).
  std::vector<std::string> strict;
};

// Properties of an object come in any order, each at most once, those required before its end. Throws
// core::Error(usage) naming the tool and the place in its schema that replies cannot be constrained to; for no tools,
// and for an `only` that is none of them.
Program compile_calls(std::span<const ToolSpec> tools, const CallRules& rules);

struct JsonRules {
  Reasoning reasoning = Reasoning::none;
  bool strict = false;
};

// A reply of one JSON value of the schema; without one: any object. Throws core::Error(usage) naming the place.
Program compile_json(const std::optional<core::Value>& schema, const JsonRules& rules);

}  // namespace chat::constraint
