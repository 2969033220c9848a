// What a reply may be, as a program: tool calls in one of the two styles of chat/call_parser.h, alone or after free
// text, or one JSON value. Every reply that the program ends on is one that the parser reads, with arguments of the
// tools' schemas. Knows no tokens.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chat/constraint/program.h"
#include "chat/message.h"

namespace chat::constraint {

enum class CallStyle {
  hermes,  // <tool_call>\n{"name": …, "arguments": {…}}\n</tool_call>, as many as it likes, a line each
  python,  // [f(a=1, b='x'), g()]
};

enum class CallMode {
  automatic,  // Hermes: any text, until a call opens. Python: a reply that begins with `[` is calls, any other free
              // text
  required,   // calls and nothing else
};

enum class Reasoning {
  none,       // a <think> is text
  may_begin,  // the reply may begin with <think>…</think>
  opened,     // the prompt ends within <think>
};

struct CallRules {
  CallStyle style = CallStyle::hermes;
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
