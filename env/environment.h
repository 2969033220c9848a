// A tool world: state behind tools. Deterministic given its state; cheap to fork, because the graph sampler, the
// critic and groups of rollouts all try calls on copies. Knows nothing of prompts, models or rewards.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chat/message.h"
#include "core/value.h"

namespace env {

// What came of one call. A failed call is an observation like any other, never an exception.
struct ToolResult {
  std::string text;   // what the caller reads
  core::Value value;  // the returned value before it was printed; None where the call raised
  bool ok = true;     // false: unknown tool, wrong arguments, or the world refused
};

class Environment {
 public:
  virtual ~Environment() = default;

  // The tools on offer, in the world's order.
  virtual const std::vector<chat::ToolSpec>& tools() const = 0;
  // Executes one call. Anything a model may send gets an answer; throws only for a fault of the program.
  virtual ToolResult call(const chat::ToolCall& call) = 0;
  // The whole state as values: equal states are worlds that behave alike.
  virtual core::Value state() const = 0;
  // An independent copy.
  virtual std::unique_ptr<Environment> clone() const = 0;
};

}  // namespace env
