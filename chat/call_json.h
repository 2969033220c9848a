// A tool call as a JSON object: what the readers of the JSON forms share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "chat/call_parser.h"
#include "chat/reasoning.h"
#include "core/value.h"

namespace chat {

struct CallProblem {
  CallError error = CallError::none;
  std::string message;
};

// Keeps the first problem of a reply.
void note(ParsedCalls& parsed, CallProblem problem);

// JSON of one call, or of a list of them.
std::pair<core::Value, CallProblem> parse_call_text(std::string_view body);
// {"name": …, "arguments": {…}}, in whatever order, as a call; arguments may be the JSON text of an object. False, and
// noted, where it is none. `other_key`: what the form calls the arguments beside "arguments"; may be empty.
bool add_json_call(ParsedCalls& parsed, const core::Value& json, std::string_view other_key = {});

// Where the object or list that `text` begins with ends; npos where it does not. Counts brackets outside of strings.
size_t json_end(std::string_view text);

// The chain of thought taken off a reply whose calls begin at `calls` (npos: nowhere): a </think> behind that is
// theirs.
SplitReply split_before_calls(std::string_view reply, size_t calls);

}  // namespace chat
