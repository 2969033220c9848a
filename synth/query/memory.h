// What a conversation has shown so far: every argument and every result of its calls, in order. Requests refer to it
// ("that booking"), and a reasoner looks references up in it. Knows no trace: only what a reader of the messages sees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "core/value.h"
#include "env/environment.h"

namespace synth::query {

struct Fact {
  std::string noun;   // kind of thing: "file", "booking", …; noun_of()
  std::string field;  // parameter, or field of the result
  core::Value value;
  size_t round = 0;
  std::string tool;
  bool told = false;  // from a result
};

class Memory {
 public:
  size_t round() const { return round_; }
  void next_round() { ++round_; }
  // A call that failed leaves its arguments out: what it named may not exist.
  void add(const chat::ToolCall& call, const env::ToolResult& result);
  // Words of a user or of an assistant.
  void add_text(std::string_view text);

  const std::vector<Fact>& facts() const { return facts_; }
  // Different values of a kind, the latest first.
  std::vector<core::Value> latest(std::string_view noun) const;
  // Whether some result or argument was this very value.
  bool knows(const core::Value& value) const;
  const std::string& text() const { return text_; }

 private:
  size_t round_ = 0;
  std::vector<Fact> facts_;
  std::string text_;  // everything said, and every result
};

// The kind of thing that a field of a result holds; empty: nothing to refer to.
std::string_view noun_of_field(std::string_view field);

}  // namespace synth::query
