#include "synth/trace/error_round.h"

#include <algorithm>

#include "synth/graph/value_path.h"
#include "synth/trace/habits.h"
#include "synth/trace/names.h"

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

// Whether the call fails there, with an answer and without a trace. What the state does not hold yet, the user said.
bool fails_at(TracedCall& call, const env::Environment& world) {
  const auto copy = world.clone();
  call.result = copy->call(call.call);
  const Value state = world.state();
  if (call.result.ok || !identical(copy->state(), state)) return false;
  for (ArgumentOrigin& origin : call.origins) {
    if (origin.origin != Origin::state) continue;
    const std::optional<Value> held = value_at(state, origin.path);
    if (!held || !identical(*held, call.call.arguments.at(origin.argument)))
      origin = {origin.argument, Origin::literal, 0, 0, {}};
  }
  return true;
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

// What a user would say wrongly in place of the argument; nullopt where nobody could.
std::optional<Value> wrong_value(const TracedCall& call, const ArgumentOrigin& origin, const TracedCall& shows,
                                 const ApiGraph& graph, core::Rng& rng) {
  if (graph.profile(call.call.name, origin.argument).role != Role::checked) return std::nullopt;
  const Node* node = graph.find(shows.call.name);
  if (node == nullptr) return std::nullopt;
  // What did not exist before nobody can misremember; but a token of another day may still be around.
  if (node->changes_state) {
    if (origin.argument != "access_token") return std::nullopt;
    return Value(names::key("tk", 12, rng));
  }
  return misremembered(call.call.arguments.at(origin.argument), rng);
}

bool needs_all(const Trace& trace, size_t k, size_t from) {
  for (size_t j = from; j < k; ++j) {
    if (std::ranges::find(trace.needs[k], j) == trace.needs[k].end()) return false;
  }
  return true;
}

}  // namespace

bool insert_error(Trace& trace, size_t round, const env::Environment& before, const ApiGraph& graph, core::Rng rng) {
  const std::vector<TracedCall>& calls = trace.calls;
  std::vector<Insertion> found;
  for (size_t k = 1; k < calls.size(); ++k) {
    // A wrong value for what a later look-up shows.
    for (const ArgumentOrigin& origin : calls[k].origins) {
      if (origin.origin != Origin::output || origin.round != round || !needs_all(trace, k, origin.call)) continue;
      const size_t place = earliest_place(calls[k], round, origin.argument);
      if (place > origin.call) continue;
      const std::optional<Value> wrong = wrong_value(calls[k], origin, calls[origin.call], graph, rng);
      if (!wrong) continue;
      Insertion insertion{origin.call, calls[k]};
      insertion.failing.call.arguments.set(origin.argument, *wrong);
      for (ArgumentOrigin& other : insertion.failing.origins) {
        if (other.argument == origin.argument) other = {origin.argument, Origin::literal, 0, 0, {}};
      }
      if (fails_at(insertion.failing, *world_at(calls, insertion.place, before))) found.push_back(std::move(insertion));
    }
    // The call itself, too early: before the change that it waits for.
    const size_t first = earliest_place(calls[k], round, {});
    for (const Edge* edge : graph.into(calls[k].call.name)) {
      if (edge->kind != EdgeKind::state || edge->producer == "cd") continue;
      if (flow_habit(edge->producer, edge->consumer, edge->argument, true) <= 0) continue;
      for (size_t j = first; j < k; ++j) {
        if (calls[j].call.name != edge->producer || !needs_all(trace, k, j)) continue;
        Insertion insertion{j, calls[k]};
        if (fails_at(insertion.failing, *world_at(calls, j, before))) found.push_back(std::move(insertion));
      }
    }
  }
  if (found.empty()) return false;
  insert(trace.calls, round, rng.pick(found));
  return true;
}

}  // namespace synth
