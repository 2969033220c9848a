// A reply's text, as it comes, taken apart: chain of thought, content, tool calls. What may still become a call is held
// back, so that no part of a call is ever shown as content; what turns out to be none is content after all, and so is
// one whose arguments no JSON can hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/call_form.h"
#include "chat/message.h"

namespace serve {

struct ReplyPart {
  std::string reasoning;
  std::string content;
  std::vector<chat::ToolCall> calls;

  bool empty() const { return reasoning.empty() && content.empty() && calls.empty(); }
};

class ReplyReader {
 public:
  struct Options {
    chat::CallForm calls = chat::CallForm::none;
    bool reasons = false;   // <think>…</think> in front is a chain of thought
    bool one_call = false;  // what follows the first call is dropped
  };

  explicit ReplyReader(Options options);

  ReplyPart push(std::string_view text);
  ReplyPart finish();
  // Calls so far.
  size_t calls() const { return calls_; }
  // Nothing that can come is wanted.
  bool satisfied() const { return options_.one_call && calls_ > 0; }

 private:
  // call: of Hermes, which ends; calls: all that follows is them.
  enum class State { front, reasoning, opening, content, call, calls };

  // Each takes from the buffer what it can; true: there may be more to take.
  bool take_front();
  bool take_reasoning(ReplyPart& part);
  bool take_opening();
  bool take_content(ReplyPart& part);
  bool take_call(ReplyPart& part);
  void add_calls(ReplyPart& part, std::vector<chat::ToolCall> calls);

  Options options_;
  State state_;
  std::string buffer_;
  bool thought_ = false;  // the chain of thought has begun
  size_t searched_ = 0;   // of a call: no end before here
  size_t calls_ = 0;
};

}  // namespace serve
