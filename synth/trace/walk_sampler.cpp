#include "synth/trace/walk_sampler.h"

#include "synth/graph/tool_probe.h"
#include "synth/trace/trace_checks.h"

namespace synth {

std::optional<Trace> WalkSampler::sample(std::string_view /*target*/, const env::Environment& world,
                                         const std::vector<const Trace*>& earlier, core::Rng rng,
                                         std::string& why) const {
  const size_t round = earlier.size();
  const size_t length = rng.weighted(options_.lengths) + 1;
  std::vector<Shown> shown = shown_results(earlier);
  Inventor inventor(rng.fork("story"));
  Trace trace;
  trace.before = world.clone();
  std::shared_ptr<const env::Environment> here = trace.before;
  for (size_t tries = 0; trace.calls.size() < length && tries < options_.attempts * length; ++tries) {
    const ToolSchema& tool = tools_[rng.index(tools_.size())];
    const StateView view(here->state());
    std::string missing;
    auto traced = arguments_.draw(tool, {view, shown, round, {}, {}}, inventor, rng, missing);
    if (!traced) continue;
    Attempt attempt = attempt_call(tool, *here, traced->call);
    if (!attempt.useful) continue;
    traced->result = std::move(attempt.result);
    shown.emplace_back(round, trace.calls.size(), *traced);
    trace.calls.push_back(std::move(*traced));
    here = std::move(attempt.after);
  }
  if (trace.calls.empty()) {
    why = "no call succeeds";
    return std::nullopt;
  }
  trace.target = trace.calls.back().call.name;
  trace.needs = find_needs(trace.calls, round, world);
  trace.after = std::move(here);
  why.clear();
  return trace;
}

}  // namespace synth
