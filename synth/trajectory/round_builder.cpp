#include "synth/trajectory/round_builder.h"

#include <algorithm>

#include "core/format.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/chain/thoughts.h"
#include "synth/grammar.h"
#include "synth/query/effect.h"
#include "synth/query/held_back.h"
#include "synth/query/query_check.h"
#include "synth/query/surface.h"
#include "synth/query/writer.h"
#include "synth/trajectory/turn_messages.h"
#include "synth/trajectory/unserved.h"

namespace synth {
namespace {

using core::Rng;

bool is_required(const std::vector<chat::ToolSpec>& tools, std::string_view tool, std::string_view parameter) {
  const chat::ToolSpec* spec = chain::find_tool(tools, tool);
  return spec != nullptr && chain::parameters_of(*spec).requires_(parameter);
}

std::string leaked(const std::vector<chat::Message>& messages) {
  for (const chat::Message& message : messages) {
    if (message.role != chat::Role::assistant || !message.reasoning) continue;
    if (std::string word = chain::leak(*message.reasoning); !word.empty()) return word;
  }
  return {};
}

}  // namespace

std::nullopt_t RoundBuilder::refuse(TurnKind kind, std::string_view reason) {
  // "trace: no way to card_id of book_flight" is a row of its own for no reader.
  constexpr std::string_view kTrace = "trace: ";
  const size_t cut =
      reason.starts_with(kTrace) ? std::min(reason.find(": ", kTrace.size()), reason.find(" to ")) : reason.size();
  const bool own = kind != TurnKind::plain && (reason.starts_with("no") || reason.starts_with("an error"));
  ++counts_.rejections[core::format("{}: {}", own ? turn_kind_name(kind) : "round", reason.substr(0, cut))];
  return std::nullopt;
}

std::optional<BuiltRound> RoundBuilder::build(TurnKind kind, Rng rng) {
  return kind == TurnKind::irrelevance ? unserved(rng) : served(kind, rng);
}

std::optional<BuiltRound> RoundBuilder::unserved(Rng rng) {
  const Unserved asked = draw_unserved(kit_.classes, rng);
  BuiltRound out;
  out.round.kind = TurnKind::irrelevance;
  out.round.trace.before = out.round.trace.after = progress_.world;
  out.messages.push_back(user_says(asked.request));
  std::string thought = think_decline(asked, kit_.classes, rng);
  out.messages.push_back(assistant_says(decline(asked, kit_.classes, rng), std::move(thought)));
  return out;
}

std::vector<chat::ToolSpec> RoundBuilder::tools_without(std::string_view name) const {
  std::vector<chat::ToolSpec> tools;
  for (const chat::ToolSpec& tool : *kit_.tools) {
    if (tool.name() != name) tools.push_back(tool);
  }
  return tools;
}

chain::Chain RoundBuilder::reason(const TrajectoryRound& round, const chain::Understanding& understanding,
                                  const std::vector<chat::ToolSpec>& tools, Rng rng) const {
  const chain::Briefing briefing{understanding, tools, kit_.knowledge, progress_.memory, round.equivalence};
  return chain::guided_chain(briefing, round.trace, rng, static_cast<int>(config_.max_attempts));
}

// A tool that no round called before and without which the reasoner does not get there.
std::optional<std::string> RoundBuilder::tool_to_withhold(const TrajectoryRound& round,
                                                          const chain::Understanding& understanding, Rng rng) {
  std::vector<std::string> names;
  for (const TracedCall& traced : round.trace.calls) {
    const std::string& name = traced.call.name;
    const bool known = progress_.used.contains(name) || progress_.announced.contains(name);
    if (!known && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  rng.shuffle(names);
  for (const std::string& name : names) {
    if (reason(round, understanding, tools_without(name), rng.fork(name)).steps.empty()) return name;
  }
  return std::nullopt;
}

// Whether tools, calls and results alone leave room for words. The rest is seen when there are words.
bool RoundBuilder::has_room(const Trace& trace) const {
  if (config_.max_tokens == 0) return true;
  std::set<std::string> names = progress_.used;
  size_t tokens = progress_.tokens + offer_.prompt_tokens();
  for (const TracedCall& traced : trace.calls) {
    names.insert(traced.call.name);
    tokens += offer_.count(traced.result.text);
  }
  for (const std::string& name : names) tokens += offer_.tool_tokens(name);
  return tokens <= static_cast<size_t>(config_.max_tokens);
}

std::string RoundBuilder::announcement(const std::string& tool, Rng& rng) const {
  const core::List documents = {chat::bfcl_function(offer_.shown(tool))};
  const std::string words = expand(
      "{I have updated some more functions you can choose from. What about now?|I've added a function to your list. "
      "Can you do it "
      "now?|Here is one more function you can use. Please try again.|You can use this one, too. Does that help?|That "
      "one was missing, "
      "sorry. Go ahead with it.|Try again with this function.}",
      rng);
  return core::python_repr(documents) + "\n" + words;
}

std::optional<BuiltRound> RoundBuilder::served(TurnKind kind, Rng rng) {
  const bool directed = config_.mode == "directed";
  BuiltRound out;
  TrajectoryRound& round = out.round;
  round.kind = kind;

  const std::string& target = rng.pick(kit_.targets);
  ++counts_.target_tries[target];
  std::vector<const Trace*> earlier;
  for (const auto& one : progress_.traces) earlier.push_back(one.get());
  const bool wants_error = kind == TurnKind::error_recovery;
  std::string why;
  auto trace = (wants_error ? kit_.error_traces : kit_.traces)
                   ->sample(target, *progress_.world, earlier, rng.fork("trace"), why);
  if (!trace) return refuse(kind, "trace: " + why);
  const bool has_error = std::ranges::any_of(trace->calls, [](const TracedCall& call) { return call.intended_error; });
  if (has_error != wants_error) return refuse(kind, wants_error ? "no error to repair" : "an error to repair");
  if (trace->calls.size() > static_cast<size_t>(config_.max_calls)) return refuse(kind, "too many calls");
  if (!has_room(*trace)) return refuse(kind, "too long");
  round.trace = std::move(*trace);

  const query::FoldOptions fold_options{.hide = directed, .reference_share = config_.noise.reference};
  auto folded = query::fold(round.trace, progress_.memory, fold_options, rng.fork("fold"), why);
  if (!folded) return refuse(kind, "fold: " + why);
  round.tool = folded->tool;
  round.hidden = folded->hidden.size();
  round.equivalence = folded->equivalence;

  // What the writer sees, and what is said only later.
  query::AdvancedTool told = round.tool;
  std::optional<query::HeldBack> held;
  if (kind == TurnKind::missing_parameter) {
    std::vector<query::HeldBack> choices = query::can_hold_back(round.tool, progress_.memory);
    std::erase_if(choices, [&](const query::HeldBack& choice) {
      const query::Wish& of = round.tool.wishes[choice.wish];
      return !is_required(*kit_.tools, query::effect_by_key(of.effect)->tool, of.slots[choice.slot].role);
    });
    if (choices.empty()) return refuse(kind, "nothing to hold back");
    held = choices[rng.index(choices.size())];
    told = query::with_held_back(round.tool, *held);
  }
  const query::NoiseShares noise{config_.noise.persona, config_.noise.distractor, config_.noise.courtesy};
  const std::string request = query::write_query(told, noise, rng.fork("query"));
  Rng words = rng.fork("words");
  const std::string supplied = held ? query::supply(round.tool, *held, words) : std::string();
  const std::string all = held ? request + " " + supplied : request;
  if (std::string reason = query::check_query(all, *folded, round.trace, progress_.memory); !reason.empty()) {
    return refuse(kind, "query: " + reason);
  }
  if (held) {
    const query::AdvancedInput& input = round.tool.inputs[held->input];
    if (query::says(request, input.value, input.parameter)) return refuse(kind, "query: held-back value said");
    if (chain::understand(round.tool, request)) return refuse(kind, "query: understood without the value");
  }
  const auto understanding = chain::understand(round.tool, all);
  if (!understanding) return refuse(kind, "request not understood");
  if (kind == TurnKind::missing_function) {
    const auto tool = tool_to_withhold(round, *understanding, rng.fork("withhold"));
    if (!tool) return refuse(kind, "no tool to withhold");
    round.withheld = *tool;
  }

  round.chain = reason(round, *understanding, *kit_.tools, rng.fork("chain"));
  const bool found = !round.chain.steps.empty();
  ++counts_.chains[found ? core::format("K={}", round.chain.attempts) : "discarded: " + round.chain.failure];
  if (!found) return refuse(kind, "chain: " + round.chain.failure);

  out.messages.push_back(user_says(request));
  chain::Amendment amendment;
  if (held) {
    const query::Wish& of = round.tool.wishes[held->wish];
    amendment.parameter = round.withheld = of.slots[held->slot].role;
    amendment.thing = std::string(query::missing_thing(of.effect, round.withheld));
    round.held_value = round.tool.inputs[held->input].value;
    const std::string_view tool = query::effect_by_key(of.effect)->tool;
    std::string thought = chain::think_missing_value(round.chain.steps, tool, round.withheld, amendment.thing, words);
    const std::string open = expand(
        "{One detail is missing|I need one more thing first|Before I {start|can do that}|Just one question}: ", words);
    out.messages.push_back(assistant_says(open + " " + query::ask_for(round.tool, *held, words), std::move(thought)));
    out.messages.push_back(user_says(supplied));
  } else if (kind == TurnKind::missing_function) {
    amendment.tool = round.withheld;
    std::string thought = chain::think_missing_tool(round.chain.steps, round.withheld, words);
    const std::string text = expand(
        "{I'm sorry, but I can't do that: none of my functions can <x>|That doesn't work with the functions I have: I "
        "need one to <x>|"
        "I have no function to <x>, so I can't {do this|help with that} yet|To do that I would need a function to <x>, "
        "and there is none "
        "on my list}.",
        words);
    out.messages.push_back(
        assistant_says(core::replace_all(text, "<x>", chain::ability(round.withheld)), std::move(thought)));
    out.messages.push_back(user_says(announcement(round.withheld, words)));
  }
  round.supply_message = out.messages.size() - 1;
  const TurnStyle style{words.chance(config_.together), core::format("call_{}_", progress_.memory.round())};
  append_chain(round.chain.steps, amendment, style, words, out.messages);
  if (const std::string word = leaked(out.messages); !word.empty()) return refuse(kind, "leak: " + word);
  return out;
}

}  // namespace synth
