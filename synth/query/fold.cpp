// From trace to advanced tool: which calls disappear into what they are needed for, and what remains to be given.
#include <algorithm>

#include "core/python_text.h"
#include "synth/query/advanced_tool.h"
#include "synth/query/effect.h"
#include "synth/query/surface.h"
#include "synth/query/yields.h"

namespace synth::query {
namespace {

using core::Value;
using Source = Slot::Source;

bool is_file_effect(const Effect& effect) {
  const auto table = file_effects();
  return &effect >= table.data() && &effect < table.data() + table.size();
}

std::string schema_type(const Value& value) {
  if (value.is_bool()) return "boolean";
  if (value.is_int()) return "integer";
  if (value.is_float()) return "number";
  return value.is_string() ? "string" : value.is_list() ? "array" : "object";
}

class Folder {
 public:
  Folder(const Trace& trace, const Memory& memory, const FoldOptions& options, core::Rng& rng)
      : trace_(trace),
        memory_(memory),
        options_(options),
        rng_(rng),
        hidden_(trace.calls.size()),
        wish_of_(trace.calls.size()) {}

  bool run(std::string& why) {
    for (const TracedCall& traced : trace_.calls) {
      effects_.push_back(find_effect(traced.call.name));
      if (effects_.back() == nullptr) {
        why = "tool without an effect";
        return false;
      }
    }
    if (!is_plausible_trace()) {
      why = "values that nobody would give";
      return false;
    }
    if (options_.hide) hide();
    std::vector<Slot> place;
    for (size_t k = 0; k < trace_.calls.size(); ++k) {
      if (trace_.calls[k].intended_error) continue;
      if (effects_[k]->kind == EffectKind::go && hidden_[k]) {
        place.push_back(slot(k, trace_.calls[k].origins.at(0)));
        continue;
      }
      if (hidden_[k]) continue;
      Wish wish = make_wish(k);
      if (is_file_effect(*effects_[k])) wish.place = std::exchange(place, {});
      wish_of_[k] = tool_.wishes.size();
      tool_.wishes.push_back(std::move(wish));
    }
    if (!failure_.empty()) why = failure_;
    return failure_.empty() && !tool_.wishes.empty();
  }

  Folded take() {
    Folded out;
    for (size_t k = 0; k < hidden_.size(); ++k) {
      if (hidden_[k]) out.hidden.push_back(k);
    }
    name_and_describe();
    std::vector<std::string> parts;
    for (const TracedCall& traced : trace_.calls) parts.push_back(description_of(traced.call.name));
    out.equivalence = "\"" + tool_.description + "\" equals:";
    for (const std::string& part : parts) out.equivalence += "\n- " + part;
    out.tool = std::move(tool_);
    return out;
  }

 private:
  bool is_plausible_trace() const {
    for (const TracedCall& traced : trace_.calls) {
      const Value* source = traced.call.arguments.find("source");
      const Value* destination = traced.call.arguments.find("destination");
      for (const ArgumentOrigin& origin : traced.origins) {
        const Value& value = traced.call.arguments.at(origin.argument);
        if (!is_plausible(traced.call.name, origin.argument, value)) return false;
      }
      // A folder does not become "plan.txt".
      if (source == nullptr || destination == nullptr || !source->is_string() || !destination->is_string()) continue;
      if (has_ending(destination->as_string()) && !has_ending(source->as_string())) return false;
    }
    return true;
  }

  std::string description_of(const std::string& name) const {
    for (const chat::ToolSpec& tool : trace_.before->tools()) {
      if (tool.name() == name) return tool.description();
    }
    return name;
  }

  // Later calls of the round with an argument out of call k's result.
  std::vector<std::pair<size_t, const ArgumentOrigin*>> readers(size_t k) const {
    std::vector<std::pair<size_t, const ArgumentOrigin*>> out;
    for (size_t j = k + 1; j < trace_.calls.size(); ++j) {
      for (const ArgumentOrigin& origin : trace_.calls[j].origins) {
        if (from_round(origin) && origin.call == k) out.emplace_back(j, &origin);
      }
    }
    return out;
  }
  bool from_round(const ArgumentOrigin& origin) const {
    return origin.origin == Origin::output && origin.round == memory_.round();
  }
  const Value& value_of(size_t k, const ArgumentOrigin& origin) const {
    return trace_.calls[k].call.arguments.at(origin.argument);
  }

  void hide() {
    for (size_t k = 0; k < trace_.calls.size(); ++k) {
      const TracedCall& traced = trace_.calls[k];
      switch (effects_[k]->kind) {
        case EffectKind::look: {
          // Only what can be pointed at can stay unsaid.
          const auto used_by = readers(k);
          core::Rng probe = rng_.fork(k);
          hidden_[k] = !used_by.empty() && std::ranges::all_of(used_by, [&](const auto& use) {
            return can_yield(traced.call.name, noun_of(use.second->argument)) &&
                   locate(traced.result.value, value_of(use.first, *use.second), probe).has_value();
          });
          break;
        }
        case EffectKind::login:
          hidden_[k] = !readers(k).empty();
          break;
        case EffectKind::go:
          hidden_[k] = has_work_after(k) && !traced.origins.empty();
          break;
        case EffectKind::make:
          hidden_[k] = filled_later(k);
          break;
        case EffectKind::act:
          break;
      }
    }
  }
  bool has_work_after(size_t k) const {
    for (size_t j = k + 1; j < trace_.calls.size(); ++j) {
      if (is_file_effect(*effects_[j]) && effects_[j]->kind != EffectKind::go) return true;
    }
    return false;
  }
  // The call that makes real use of what call k made: the next one that names it for a place or a text.
  bool filled_later(size_t k) const {
    if (trace_.calls[k].origins.size() != 1) return false;
    const Value& made = value_of(k, trace_.calls[k].origins[0]);
    for (size_t j = k + 1; j < trace_.calls.size(); ++j) {
      const chat::ToolCall& call = trace_.calls[j].call;
      for (const auto& [name, value] : call.arguments) {
        if (!identical(value, made)) continue;
        const std::string role = core::python_str(name);
        if (call.name == "echo") return role == "file_name";
        if (call.name == "cd") return has_work_after(j);
        return role == "destination" && (call.name == "cp" || call.name == "mv") && effects_[k]->tool == "mkdir";
      }
    }
    return false;
  }

  Wish make_wish(size_t k) {
    Wish wish;
    wish.effect = effects_[k]->key;
    wish.into = trace_.calls[k].result.value.is_dict() && puts_into(trace_.calls[k].result.value);
    for (const ArgumentOrigin& origin : trace_.calls[k].origins) {
      const Value& value = value_of(k, origin);
      if (value.is_none() || (value.is_bool() && !value.as_bool())) continue;  // the default, never said
      wish.slots.push_back(slot(k, origin));
    }
    return wish;
  }

  Slot slot(size_t k, const ArgumentOrigin& origin) {
    Slot out = slot_of(k, origin);
    mentioned_.emplace_back(noun_of(origin.argument), value_of(k, origin));
    return out;
  }
  Slot slot_of(size_t k, const ArgumentOrigin& origin) {
    Slot out;
    out.role = origin.argument;
    const Value& value = value_of(k, origin);
    out.noun = noun_of(origin.argument);
    out.fresh = made_fresh(k, origin, value);
    out.tried = tried_before(k, origin, value);
    if (origin.origin == Origin::output && from_round(origin)) return derived(k, origin, value, std::move(out));
    if (out.role == "access_token" && memory_.knows(value)) {
      out.source = Source::earlier;
      return out;
    }
    if (const auto known = input_of(value, out.noun)) {
      out.source = Source::again;
      out.input = *known;
      return out;
    }
    if (refers(origin, value, out.noun, out.age)) {
      out.source = Source::earlier;
      return out;
    }
    out.input = add_input(out.role, value);
    return out;
  }

  Slot derived(size_t k, const ArgumentOrigin& origin, const Value& value, Slot out) {
    const size_t from = origin.call;
    if (from >= k) {
      failure_ = "argument out of a later call";
      return out;
    }
    core::Rng ways = rng_.fork(from * 64 + k);
    const auto where = locate(trace_.calls[from].result.value, value, ways);
    if (!hidden_[from] || !where) {
      const bool can_point = effects_[from]->kind == EffectKind::act || !options_.hide;
      if (can_point && where && noun_of_field(where->field) == out.noun) {
        out.source = Source::result;
        out.wish = wish_of_[from];
        out.where = *where;
        return out;
      }
      if (is_new_id(out.noun, value)) return made_here(k, value, std::move(out));
      const auto known = input_of(value, out.noun);
      out.source = known ? Source::again : Source::stated;
      out.input = known ? *known : add_input(out.role, value);
      return out;
    }
    if (effects_[from]->tool == "find" && !trace_.calls[from].call.arguments.contains("name")) {
      failure_ = "a search for everything tells nothing apart";
      return out;
    }
    out.source = Source::derived;
    out.thing =
        static_cast<size_t>(std::count(hidden_.begin(), hidden_.begin() + static_cast<std::ptrdiff_t>(from), true));
    out.where = *where;
    if (out.tried && effects_[from]->tool == "ls")
      out.where.pick = {Pick::Kind::nearest, core::python_str(tool_.inputs[*out.tried].value), {}, {}};
    out.from.push_back(make_wish(from));
    // A listing shows folders beside files.
    if (out.noun == "file" && value.is_string() && !has_ending(value.as_string())) out.noun = "item";
    return out;
  }

  // An id that this round draws: nobody can say it beforehand.
  bool is_new_id(std::string_view noun, const Value& value) const {
    const bool is_id = noun == "booking" || noun == "card" || noun == "insurance" || noun == "token";
    return is_id && !memory_.knows(value) && !holds(trace_.before->state(), value);
  }
  // It goes by the outcome that brought it about, whoever listed it since.
  Slot made_here(size_t k, const Value& value, Slot out) {
    for (size_t j = 0; j < k; ++j) {
      core::Rng ways = rng_.fork(j * 64 + k);
      const auto where = locate(trace_.calls[j].result.value, value, ways);
      if (effects_[j]->kind != EffectKind::act || !where || noun_of_field(where->field) != out.noun) continue;
      out.source = Source::result;
      out.wish = wish_of_[j];
      out.where = *where;
      return out;
    }
    failure_ = "values that nobody could know";
    return out;
  }

  // A conversation's own words are enough where they can only mean the value, and now and then where they mean it most
  // likely.
  bool refers(const ArgumentOrigin& origin, const Value& value, const std::string& noun, size_t& age) {
    const std::vector<Value> seen = memory_.latest(noun);
    const auto at = std::ranges::find_if(seen, [&](const Value& other) { return identical(other, value); });
    if (at == seen.end()) return false;
    const bool of_kind = noun == "file" || noun == "folder" || noun == "booking" || noun == "card" ||
                         noun == "insurance" || noun == "amount";
    if (!of_kind) return false;
    // "That file" is no folder, and not another file than the one that this request spoke of.
    if (noun == "file" && value.is_string() && !has_ending(value.as_string())) return false;
    const bool other_mentioned = std::ranges::any_of(mentioned_, [&](const auto& mention) {
      return (mention.first == noun || (noun == "file" && mention.first == "place")) &&
             !identical(mention.second, value);
    });
    if (other_mentioned) return false;
    age = static_cast<size_t>(at - seen.begin());
    const double by_age = age == 0 ? 1.0 : age == 1 ? 0.12 : 0.0;
    return rng_.chance(by_age * (origin.origin == Origin::output ? 0.9 : options_.reference_share));
  }

  bool made_fresh(size_t k, const ArgumentOrigin& origin, const Value& value) const {
    for (size_t j = 0; j < k; ++j) {
      if (effects_[j]->kind != EffectKind::make || !hidden_[j] ||
          !identical(value_of(j, trace_.calls[j].origins[0]), value))
        continue;
      const bool first_use = std::none_of(fresh_.begin(), fresh_.end(), [&](size_t done) { return done == j; });
      if (first_use && origin.argument != "source") {
        fresh_.push_back(j);
        return true;
      }
    }
    return false;
  }
  // The value that a failing call before this one had in its place.
  std::optional<size_t> tried_before(size_t k, const ArgumentOrigin& origin, const Value& value) {
    for (size_t j = 0; j < k; ++j) {
      const TracedCall& failed = trace_.calls[j];
      if (!failed.intended_error || failed.call.name != trace_.calls[k].call.name) continue;
      const Value* theirs = failed.call.arguments.find(std::string_view(origin.argument));
      if (theirs == nullptr || identical(*theirs, value)) continue;
      const auto known = input_of(*theirs, noun_of(origin.argument));
      return known ? *known : add_input(origin.argument, *theirs);
    }
    return std::nullopt;
  }

  std::optional<size_t> input_of(const Value& value, std::string_view noun) const {
    const bool is_name = noun == "file" || noun == "folder" || noun == "place" || noun == "name";
    for (size_t i = 0; i < tool_.inputs.size(); ++i) {
      const std::string_view other = noun_of(tool_.inputs[i].parameter);
      const bool other_name = other == "file" || other == "folder" || other == "place" || other == "name";
      if (identical(tool_.inputs[i].value, value) && (other == noun || (is_name && other_name)) && noun != "value")
        return i;
    }
    return std::nullopt;
  }
  size_t add_input(const std::string& role, const Value& value) {
    // Nobody dictates lines of a file.
    if (value.is_string() && value.as_string().find('\n') != std::string::npos)
      failure_ = "values that nobody would give";
    std::string name = role;
    for (int n = 2; std::ranges::any_of(tool_.inputs, [&](const AdvancedInput& i) { return i.name == name; }); ++n) {
      name = role + "_" + std::to_string(n);
    }
    core::Rng words = rng_.fork(1000 + tool_.inputs.size());
    tool_.inputs.push_back({name, schema_type(value), value, say(value, role, words), role});
    return tool_.inputs.size() - 1;
  }

  void name_and_describe() {
    std::vector<std::string> effects;
    for (const Wish& wish : tool_.wishes) {
      const Effect* effect = effect_by_key(wish.effect);
      tool_.name += (tool_.name.empty() ? "" : "_and_") + wish.effect;
      effects.emplace_back(effect->describes);
    }
    for (size_t i = 0; i < effects.size(); ++i)
      tool_.description += (i == 0 ? "" : i + 1 == effects.size() ? " and " : ", ") + effects[i];
    if (!tool_.description.empty()) tool_.description[0] = static_cast<char>(std::toupper(tool_.description[0]));
    if (!tool_.inputs.empty()) {
      tool_.description += ", given";
      for (size_t i = 0; i < tool_.inputs.size(); ++i)
        tool_.description += (i == 0 ? " " : ", ") + tool_.inputs[i].name;
    }
    tool_.description += ".";
    const Effect* last = effect_by_key(tool_.wishes.back().effect);
    tool_.output = last->kind == EffectKind::look ? "what was asked for" : "confirmation";
  }

  const Trace& trace_;
  const Memory& memory_;
  const FoldOptions& options_;
  core::Rng& rng_;
  std::vector<const Effect*> effects_;
  std::vector<bool> hidden_;
  std::vector<size_t> wish_of_;
  mutable std::vector<size_t> fresh_;
  std::vector<std::pair<std::string, Value>> mentioned_;  // in this request: kind and value
  AdvancedTool tool_;
  std::string failure_;
};

}  // namespace

std::optional<Folded> fold(const Trace& trace, const Memory& memory, const FoldOptions& options, core::Rng rng,
                           std::string& why) {
  Folder folder(trace, memory, options, rng);
  if (!folder.run(why)) {
    if (why.empty()) why = "nothing to ask for";
    return std::nullopt;
  }
  return folder.take();
}

}  // namespace synth::query
