#include "serve/reply_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "chat/call_parser.h"
#include "chat/reasoning.h"
#include "core/json.h"
#include "core/text.h"
#include "serve/stop_scanner.h"

namespace serve {
namespace {

using chat::CallForm;

constexpr std::string_view kCallClose = "</tool_call>";
constexpr std::string_view kSpace = " \t\r\n";

size_t leading_space(std::string_view text) {
  return std::min(text.find_first_not_of(kSpace), text.size());
}

// Where the white space at the end of `text` begins.
size_t trailing_space(std::string_view text) {
  return text.find_last_not_of(kSpace) + 1;
}

enum class Guess { no, unsure, yes };

// Whether a text that begins so can be a Python call list: "[", "`" or "name(".
Guess python_guess(std::string_view text) {
  text.remove_prefix(leading_space(text));
  if (text.empty()) return Guess::unsure;
  if (text.front() == '[' || text.front() == '`') return Guess::yes;
  size_t at = 0;
  while (at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_' || text[at] == '.')) {
    ++at;
  }
  if (at == text.size()) return Guess::unsure;
  return at > 0 && text[at] == '(' ? Guess::yes : Guess::no;
}

// Whether a text that begins so is calls, as far as a form tells it by that.
Guess calls_guess(CallForm form, std::string_view text) {
  if (form == CallForm::python) return python_guess(text);
  if (form != CallForm::llama3_json) return Guess::no;
  text.remove_prefix(leading_space(text));
  if (text.empty()) return Guess::unsure;
  return text.front() == '{' || text.front() == '[' ? Guess::yes : Guess::no;
}

// Arguments are sent as JSON, which has neither Python's NaN nor tuples as keys: such calls are none.
bool can_be_sent(const chat::ParsedCalls& parsed) {
  return std::ranges::all_of(parsed.calls,
                             [](const chat::ToolCall& call) { return core::is_standard_json(call.arguments); });
}

}  // namespace

ReplyReader::ReplyReader(Options options)
    : options_(std::move(options)), state_(options_.reasons ? State::front : State::opening) {}

ReplyPart ReplyReader::push(std::string_view text) {
  ReplyPart part;
  if (satisfied()) return part;
  buffer_ += text;
  bool more = true;
  while (more && !satisfied()) {
    switch (state_) {
      case State::front:
        more = take_front();
        break;
      case State::reasoning:
        more = take_reasoning(part);
        break;
      case State::opening:
        more = take_opening();
        break;
      case State::content:
        more = take_content(part);
        break;
      case State::call:
        more = take_call(part);
        break;
      case State::calls:
        more = false;
        break;
    }
  }
  return part;
}

bool ReplyReader::take_front() {
  const std::string_view text = std::string_view(buffer_).substr(leading_space(buffer_));
  if (text.starts_with(chat::kThinkOpen)) {
    buffer_ = std::string(text.substr(chat::kThinkOpen.size()));
    state_ = State::reasoning;
    return true;
  }
  if (chat::kThinkOpen.starts_with(text)) return false;
  state_ = State::opening;
  return true;
}

bool ReplyReader::take_reasoning(ReplyPart& part) {
  if (!thought_) buffer_.erase(0, leading_space(buffer_));
  if (buffer_.empty()) return false;
  const size_t end = buffer_.find(chat::kThinkClose);
  if (end != std::string::npos) {
    part.reasoning += buffer_.substr(0, trailing_space(std::string_view(buffer_).substr(0, end)));
    buffer_.erase(0, end + chat::kThinkClose.size());
    buffer_.erase(0, leading_space(buffer_));
    state_ = State::opening;
    return true;
  }
  const std::string_view sure = std::string_view(buffer_).substr(
      0,
      trailing_space(std::string_view(buffer_).substr(0, buffer_.size() - partial_match(buffer_, chat::kThinkClose))));
  part.reasoning += sure;
  thought_ = thought_ || !sure.empty();
  buffer_.erase(0, sure.size());
  return false;
}

// White space between a chain of thought and what follows it is nobody's; elsewhere it is content.
bool ReplyReader::take_opening() {
  if (options_.reasons) {
    buffer_.erase(0, leading_space(buffer_));
    if (buffer_.empty()) return false;
  }
  const Guess guess = calls_guess(options_.calls, buffer_);
  if (guess == Guess::unsure) return false;
  state_ = guess == Guess::yes ? State::calls : State::content;
  return guess == Guess::no;
}

bool ReplyReader::take_content(ReplyPart& part) {
  const std::string_view mark = chat::call_mark(options_.calls);
  if (mark.empty()) {
    part.content += std::exchange(buffer_, {});
    return false;
  }
  if (calls_ > 0 && leading_space(buffer_) == buffer_.size()) return false;
  const size_t open = buffer_.find(mark);
  if (open == std::string::npos) {
    const std::string_view text(buffer_);
    const size_t sure = trailing_space(text.substr(0, text.size() - partial_match(text, mark)));
    part.content += text.substr(0, sure);
    buffer_.erase(0, sure);
    return false;
  }
  part.content += std::string_view(buffer_).substr(0, trailing_space(std::string_view(buffer_).substr(0, open)));
  buffer_.erase(0, open);
  searched_ = 0;
  state_ = options_.calls == CallForm::hermes ? State::call : State::calls;
  return true;
}

// A closing tag inside a JSON string does not end the call: the text up to it does not parse.
bool ReplyReader::take_call(ReplyPart& part) {
  const size_t close = buffer_.find(kCallClose, searched_);
  if (close == std::string::npos) {
    searched_ = std::max(searched_, buffer_.size() - std::min(buffer_.size(), kCallClose.size()));
    return false;
  }
  const size_t end = close + kCallClose.size();
  searched_ = end;
  chat::ParsedCalls parsed = chat::parse_hermes_calls(std::string_view(buffer_).substr(0, end));
  if (!parsed.ok() || parsed.calls.empty() || !can_be_sent(parsed)) return true;
  buffer_.erase(0, end);
  add_calls(part, std::move(parsed.calls));
  state_ = State::content;
  return true;
}

void ReplyReader::add_calls(ReplyPart& part, std::vector<chat::ToolCall> calls) {
  for (chat::ToolCall& call : calls) {
    if (satisfied()) return;
    part.calls.push_back(std::move(call));
    ++calls_;
  }
}

ReplyPart ReplyReader::finish() {
  ReplyPart part;
  const std::string rest = std::exchange(buffer_, {});
  if (satisfied() || rest.empty()) return part;
  if (state_ == State::reasoning) {
    part.reasoning = rest.substr(0, trailing_space(rest));
    return part;
  }
  const bool nothing_but_space = leading_space(rest) == rest.size();
  if (nothing_but_space && calls_ > 0) return part;
  // A reply may end before it is known what it begins with, and be a call.
  if (state_ == State::opening || state_ == State::call || state_ == State::calls) {
    chat::ParsedCalls parsed = chat::parse_calls(options_.calls, rest);
    if (parsed.ok() && can_be_sent(parsed)) {
      add_calls(part, std::move(parsed.calls));
      if (!satisfied()) part.content += parsed.text;
      return part;
    }
  }
  part.content += rest;
  return part;
}

}  // namespace serve
