#include "synth/trace/error_round.h"

#include <algorithm>

#include "synth/graph/tool_probe.h"
#include "synth/trace/trace_checks.h"

namespace synth {
namespace {

using core::Value;

// The last place of the round that the call's arguments need: calls before it have to be made first.
size_t earliest_place(const TracedCall& call, size_t round, std::string_view but_for) {
  size_t place = 0;
  for (const ArgumentOrigin& origin : call.origins) {
    if (origin.argument == but_for || origin.origin != Origin::output || origin.round != round) continue;
    place = std::max(place, origin.call + 1);
  }
  return place;
}

// What somebody would write who remembers it badly; nullopt for what nobody types.
std::optional<Value> misremembered(const Value& value, core::Rng& rng) {
  if (!value.is_string() || value.as_string().size() < 5) return std::nullopt;
  std::string text = value.as_string();
  const size_t dot = text.rfind('.');
  const size_t stem = dot == std::string::npos || dot == 0 ? text.size() : dot;
  const bool is_number = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) {
    const size_t at = 1 + rng.index(text.size() - 1);
    text[at] = static_cast<char>('0' + (text[at] - '0' + 1 + static_cast<int>(rng.index(8))) % 10);
    return text;
  }
  const double form = rng.uniform();
  if (stem < text.size() && form < 0.35) return text.substr(0, stem) + (text.ends_with(".txt") ? ".md" : ".txt");
  const size_t mark = text.find_first_of("_-");
  if (mark != std::string::npos && form < 0.65) {
    text[mark] = text[mark] == '_' ? '-' : '_';
    return text;
  }
  const size_t at = 1 + rng.index(std::max<size_t>(stem, 4) - 3);
  if (form < 0.85 && text[at] != text[at + 1]) {
    std::swap(text[at], text[at + 1]);
    return text;
  }
  return text.erase(at, 1);
}

struct Insertion {
  size_t place = 0;
  TracedCall failing;
};

// Executes the calls up to a place.
std::unique_ptr<env::Environment> world_at(const std::vector<TracedCall>& calls, size_t place,
                                           const env::Environment& before) {
  auto world = before.clone();
  for (size_t k = 0; k < place; ++k) world->call(calls[k].call);
  return world;
}

// Whether the call fails there, with an answer and without a trace.
bool fails_at(TracedCall& call, const env::Environment& world) {
  const auto copy = world.clone();
  call.result = copy->call(call.call);
  return !call.result.ok && identical(copy->state(), world.state());
}

void insert(std::vector<TracedCall>& calls, size_t round, Insertion insertion) {
  for (TracedCall& call : calls) {
    for (ArgumentOrigin& origin : call.origins) {
      if (origin.origin == Origin::output && origin.round == round && origin.call >= insertion.place) ++origin.call;
    }
  }
  insertion.failing.intended_error = true;
  calls.insert(calls.begin() + static_cast<ptrdiff_t>(insertion.place), std::move(insertion.failing));
}

}  // namespace

bool insert_error(Trace& trace, const std::vector<const Trace*>& earlier, const env::Environment& before,
                  const ApiGraph& graph, const std::vector<ToolSchema>& tools, core::Rng rng) {
  const size_t round = earlier.size();
  const std::vector<TracedCall>& calls = trace.calls;
  std::vector<Insertion> found;
  for (size_t k = 1; k < calls.size(); ++k) {
    // A wrong value for what a later look-up shows.
    for (const ArgumentOrigin& origin : calls[k].origins) {
      if (origin.origin != Origin::output || origin.round != round) continue;
      if (graph.profile(calls[k].call.name, origin.argument).role != Role::checked) continue;
      const size_t place = earliest_place(calls[k], round, origin.argument);
      if (place > origin.call) continue;
      const std::optional<Value> wrong = misremembered(calls[k].call.arguments.at(origin.argument), rng);
      if (!wrong) continue;
      Insertion insertion{origin.call, calls[k]};
      insertion.failing.call.arguments.set(origin.argument, *wrong);
      for (ArgumentOrigin& other : insertion.failing.origins) {
        if (other.argument == origin.argument) other = {origin.argument, Origin::literal, 0, 0, {}};
      }
      if (fails_at(insertion.failing, *world_at(calls, insertion.place, before))) found.push_back(std::move(insertion));
    }
    // The call itself, too early: what it waits for changes more than the place of work.
    const size_t first = earliest_place(calls[k], round, {});
    for (const Edge* edge : graph.into(calls[k].call.name)) {
      if (edge->kind != EdgeKind::state || edge->argument.empty()) continue;
      for (size_t j = first; j < k; ++j) {
        if (calls[j].call.name != edge->producer) continue;
        Insertion insertion{j, calls[k]};
        if (fails_at(insertion.failing, *world_at(calls, j, before))) found.push_back(std::move(insertion));
      }
    }
  }
  (void)tools;
  if (found.empty()) return false;
  insert(trace.calls, round, rng.pick(found));
  return true;
}

}  // namespace synth
