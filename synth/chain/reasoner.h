// The embedded reasoner: plans over what it knows of tools, one step at a time, and executes each step. Where the
// request leaves room (which booking is "that booking", which tool tells a card, look first or try at once) it takes
// the likeliest reading, and another one when it is told where it went wrong. It never sees the trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chat/message.h"
#include "core/rng.h"
#include "env/environment.h"
#include "synth/chain/knowledge.h"
#include "synth/chain/understanding.h"
#include "synth/query/memory.h"

namespace synth::chain {

struct ArgumentThought {
  enum class From { request, conversation, result };
  std::string name;
  std::string noun;
  From from = From::request;
  size_t step = 0;                   // result: whose
  std::vector<std::string> choices;  // decisions that the value hangs on
  std::string instead_of;            // what the request called it, wrongly; empty: nothing
};

struct Step {
  enum class Why { goal, detail, place, make, login, trial };
  Why why = Why::goal;
  chat::ToolCall call;
  env::ToolResult result;
  std::vector<ArgumentThought> arguments;
  std::string serves;                // detail: the kind of thing that it finds out
  std::vector<std::string> choices;  // decisions that the call itself hangs on
};

// What went wrong and where; never what would be right.
struct Feedback {
  enum class Category { wrong_tool, missing_step, wrong_key, wrong_literal, order };
  Category category = Category::wrong_tool;
  size_t step = 0;
  std::string argument;  // wrong_key, wrong_literal

  std::string text() const;
};
std::string_view category_name(Feedback::Category category);

// All that a reasoner may look at.
struct Briefing {
  const Understanding& request;
  const std::vector<chat::ToolSpec>& tools;
  const ToolKnowledge& knowledge;
  const query::Memory& conversation;
  std::string hint;  // the equivalence of the advanced tool; may be empty
};

class Reasoner {
 public:
  Reasoner(Briefing briefing, core::Rng rng) : briefing_(std::move(briefing)), rng_(rng) {}

  // One attempt in a world of its own. Ends early where a step fails that was not a trial, or where it sees no way on.
  std::vector<Step> attempt(env::Environment& world);
  // Takes another reading at the place of the last attempt. False where there is none left.
  bool take(const Feedback& feedback);

 private:
  friend class Attempt;

  size_t choose(const std::string& key, size_t options);
  int hinted(std::string_view tool) const;

  Briefing briefing_;
  core::Rng rng_;
  std::map<std::string, size_t> chosen_;   // readings that differ from the first
  std::map<std::string, size_t> options_;  // decisions of the last attempt
  std::vector<Step> last_;
};

}  // namespace synth::chain
