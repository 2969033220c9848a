// What a reader takes from a request: the outcomes wanted, the values that its words state, and for everything else how
// it is described. Recovered from the request's text and the advanced tool that it was written from; which tools that
// takes is the reasoner's to find out. Knows no trace.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/value.h"
#include "synth/query/advanced_tool.h"
#include "synth/query/locate.h"

namespace synth::chain {

struct Need {
  enum class How {
    stated,     // `value`, in the words of the request
    described,  // by what it follows from (`parts`) and which one is meant (`pick`)
    result,     // what `goal` brings about
    earlier,    // something of this kind that the conversation has shown
  };
  std::string role;  // what it is for
  std::string noun;  // its kind
  How how = How::stated;
  core::Value value;
  std::vector<Need> parts;
  query::Pick pick;
  query::Locator::Shape shape = query::Locator::Shape::field;
  std::string part;
  size_t thing = 0;  // described: mentions of one thing share a number
  size_t goal = 0;
  bool fresh = false;                // to be made first
  std::optional<core::Value> tried;  // what the user calls it, wrongly
};

struct Goal {
  std::string effect;
  std::vector<Need> needs;
  std::vector<Need> place;
};

struct Understanding {
  std::vector<Goal> goals;
};

// nullopt where the text does not say a value that the tool needs: a value that was held back stays unknown.
std::optional<Understanding> understand(const query::AdvancedTool& tool, const std::string& request);

}  // namespace synth::chain
