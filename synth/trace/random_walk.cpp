#include "synth/trace/random_walk.h"

#include <algorithm>

#include "synth/graph/tool_probe.h"
#include "synth/trace/trace_checks.h"

namespace synth {

std::optional<Trace> RandomWalk::sample(std::string_view, const env::Environment& world,
                                        const std::vector<const Trace*>& earlier, core::Rng rng,
                                        std::string& why) const {
  const size_t length = rng.weighted(lengths_) + 1;
  std::vector<Shown> shown;
  for (size_t r = 0; r < earlier.size(); ++r) {
    for (size_t k = 0; k < earlier[r]->calls.size(); ++k) {
      if (earlier[r]->calls[k].result.ok) shown.emplace_back(r, k, earlier[r]->calls[k]);
    }
  }
  Trace trace;
  trace.before = world.clone();
  std::unique_ptr<env::Environment> now = world.clone();
  Inventor inventor(rng.fork("story"));
  for (size_t tries = 0; trace.calls.size() < length && tries < 40 * length; ++tries) {
    const ToolSchema& tool = tools_[rng.index(tools_.size())];
    const Node* node = graph_.find(tool.name);
    if (node == nullptr || !node->reached) continue;
    const StateView view(now->state());
    std::string missing;
    auto traced = arguments_.draw(tool, {view, shown, earlier.size(), {}, {}}, inventor, rng, missing);
    if (!traced) continue;
    const bool repeated = std::ranges::any_of(trace.calls, [&](const TracedCall& made) {
      return made.call.name == traced->call.name && identical(made.call.arguments, traced->call.arguments);
    });
    if (repeated) continue;
    Attempt attempt = attempt_call(tool, *now, traced->call);
    if (!attempt.result.ok) continue;
    traced->result = std::move(attempt.result);
    shown.emplace_back(earlier.size(), trace.calls.size(), *traced);
    trace.calls.push_back(std::move(*traced));
    now = std::move(attempt.after);
  }
  if (trace.calls.empty()) {
    why = "no call succeeds";
    return std::nullopt;
  }
  trace.target = trace.calls.front().call.name;
  trace.needs = find_needs(trace.calls, earlier.size(), world);
  trace.after = std::move(now);
  return trace;
}

}  // namespace synth
