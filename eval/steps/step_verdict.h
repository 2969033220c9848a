// Is a reply the recorded one in what it calls? Knows no policy and no files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/call_form.h"
#include "eval/steps/step.h"

namespace eval::steps {

struct StepVerdict {
  bool right = false;
  bool tools_right = false;  // the recorded tools, as often, whatever their arguments
  // Empty where it is right; else "called" (nothing was to be called), "no_call", "malformed", "missing_call",
  // "extra_call", "wrong_tool", "wrong_arguments".
  std::string error;
  std::vector<chat::ToolCall> calls;  // of the reply
};

// A reply with calls is right where it makes the recorded calls in any order, arguments equal as Python's values are
// (5 == 5.0; an argument that was left to its default has to be left out). A reply without is right where it calls
// nothing: its words are not judged. `form`: of calls that do not stand in the text.
StepVerdict judge_step(const Step& step, std::string_view reply, chat::CallForm form);

}  // namespace eval::steps
