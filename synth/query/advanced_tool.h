// The advanced tool of a round: one composite tool in place of the calls of a trace. It names what comes about and what
// has to be given, and hides which calls that takes and how they feed each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/value.h"
#include "synth/query/locate.h"
#include "synth/query/memory.h"
#include "synth/trace/trace.h"

namespace synth::query {

// What has to be given.
struct AdvancedInput {
  std::string name;
  std::string type;  // JSON schema's
  core::Value value;
  std::string phrase;     // as the request will say it
  std::string parameter;  // its meaning: see noun_of()
};

struct Wish;

// How one detail of an outcome is determined.
struct Slot {
  enum class Source {
    stated,   // inputs[input]
    again,    // the same, said a moment ago
    derived,  // something that follows from `from`, at `where` in what that tells
    result,   // what another outcome of this request, wishes[wish], brings about
    earlier,  // something the conversation has shown, by its kind
    unsaid,   // held back: the request leaves it open (held_back.h)
  };
  std::string role;  // parameter
  Source source = Source::stated;
  size_t input = 0;
  std::vector<Wish> from;  // one or none
  Locator where;
  size_t thing = 0;  // derived: mentions of one thing share a number
  size_t wish = 0;
  std::string noun;
  size_t age = 0;  // earlier: things of the kind that were shown after it
  // Stands for something that is to be made first: "a new folder called …".
  bool fresh = false;
  // The user names this instead, and finds out that it is not so.
  std::optional<size_t> tried;
};

struct Wish {
  std::string effect;
  std::vector<Slot> slots;
  std::vector<Slot> place;  // folders to go through first, from where the last outcome left off
  bool into = false;        // something ends up in a folder
};

struct AdvancedTool {
  std::string name;
  std::string description;
  std::vector<AdvancedInput> inputs;
  std::string output;
  std::vector<Wish> wishes;  // the description as structure
};

struct FoldOptions {
  // False: every call stays an outcome of its own, as where somebody who saw the calls words the request.
  bool hide = true;
  double reference_share = 0.5;  // values that the conversation has just shown and that are referred to, not repeated
};

struct Folded {
  AdvancedTool tool;
  std::vector<size_t> hidden;  // calls of the trace that the tool hides
  std::string equivalence;     // hint for the reasoner: the description equals the list of the sub-tools' descriptions
};

// nullopt where a call has no effect in the table, or a value comes from nowhere; `why` then says so.
std::optional<Folded> fold(const Trace& trace, const Memory& memory, const FoldOptions& options, core::Rng rng,
                           std::string& why);

}  // namespace synth::query
