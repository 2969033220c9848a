#include "synth/trace/arguments.h"

#include <algorithm>

#include "synth/trace/habits.h"

namespace synth {
namespace {

using core::Value;

// How often a value that people could make up is taken from a result that shows one instead.
constexpr double kTakeNeeded = 0.6;    // along an edge
constexpr double kTakeOffered = 0.35;  // along an offer
constexpr double kTakeEarlier = 0.4;   // times this for results of earlier rounds
// How often a name that may be new is one that is there (a folder to move into).
constexpr double kTakeHeld = 0.55;

bool source_fits(const ParamProfile& profile, const StateValue& value) {
  return std::ranges::find(profile.sources, value.source) != profile.sources.end();
}

size_t common_prefix(std::string_view a, std::string_view b) {
  size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n]) ++n;
  return n;
}

}  // namespace

Shown::Shown(size_t its_round, size_t its_call, const TracedCall& traced)
    : round(its_round),
      call(its_call),
      tool(traced.call.name),
      arguments(traced.call.arguments),
      pieces(pieces_of(traced.result.value)) {}

std::vector<Shown> shown_results(const std::vector<const Trace*>& rounds) {
  std::vector<Shown> shown;
  for (size_t r = 0; r < rounds.size(); ++r) {
    const std::vector<TracedCall>& calls = rounds[r]->calls;
    for (size_t k = 0; k < calls.size(); ++k) {
      if (calls[k].result.ok) shown.emplace_back(r, k, calls[k]);
    }
  }
  return shown;
}

bool Shown::repeats(const Value& value) const {
  return std::ranges::any_of(arguments, [&](const core::DictItem& item) { return identical(item.value, value); });
}

bool ArgumentSampler::is_looked_up(const ToolSchema& tool, const SchemaParam& param) const {
  return graph_.profile(tool.name, param.name).role == Role::checked && !Inventor::knows(tool.name, param.name);
}

bool ArgumentSampler::is_held(const ToolSchema& tool, const SchemaParam& param, const StateView& state) const {
  const ParamProfile& profile = graph_.profile(tool.name, param.name);
  return std::ranges::any_of(state.values(), [&](const StateValue& value) { return source_fits(profile, value); });
}

// One call in the making.
class ArgumentSampler::Drawing {
 public:
  Drawing(const ArgumentSampler& owner, const ToolSchema& tool, const ArgumentContext& context, Inventor& inventor,
          core::Rng& rng)
      : owner_(owner), tool_(tool), context_(context), inventor_(inventor), rng_(rng) {
    call_.call.name = tool.name;
  }

  bool run(std::string& missing) {
    for (const SchemaParam* param : order()) {
      if (!include(*param)) continue;
      if (!draw(*param) && is_needed(*param)) {
        missing = param->name;
        return false;
      }
    }
    put_in_order();
    return true;
  }
  TracedCall take() { return std::move(call_); }

 private:
  bool is_needed(const SchemaParam& param) const {
    return param.required || link_of(param) != nullptr || owner_.graph_.profile(tool_.name, param.name).needed;
  }
  const ArgumentLink* link_of(const SchemaParam& param) const {
    const auto found = std::ranges::find(context_.links, param.name, &ArgumentLink::argument);
    return found == context_.links.end() ? nullptr : &*found;
  }

  // What others have to follow comes first.
  std::vector<const SchemaParam*> order() const {
    std::vector<const SchemaParam*> params;
    for (const SchemaParam& param : tool_.params) params.push_back(&param);
    std::ranges::stable_sort(params, {}, [&](const SchemaParam* param) {
      return link_of(*param) != nullptr ? 0 : owner_.is_looked_up(tool_, *param) ? 1 : param->name == "value" ? 2 : 3;
    });
    return params;
  }

  bool include(const SchemaParam& param) {
    return is_needed(param) || rng_.chance(Inventor::inclusion(tool_.name, param.name));
  }

  ArgumentPlace place(const SchemaParam& param) const {
    return {tool_, param, context_.state, call_.call.arguments, context_.serves, amount_currency_};
  }

  bool draw(const SchemaParam& param) {
    if (const ArgumentLink* link = link_of(param)) return draw_linked(param, *link);
    if (owner_.is_looked_up(tool_, param)) return draw_held(param);
    if (draw_shown(param)) return true;
    const Role role = owner_.graph_.profile(tool_.name, param.name).role;
    if (role == Role::fresh && rng_.chance(kTakeHeld) && draw_held(param)) return true;
    if (const std::optional<Value> value = inventor_.invent(place(param))) return put_literal(param, *value);
    if (Inventor::knows(tool_.name, param.name)) return false;
    if (!param.choices.empty()) return put_literal(param, rng_.pick(param.choices));
    return param.required && put_literal(param, naive_value(param.type, rng_));
  }

  bool draw_linked(const SchemaParam& param, const ArgumentLink& link) {
    const auto producer = std::ranges::find_if(
        context_.shown, [&](const Shown& shown) { return shown.round == context_.round && shown.call == link.call; });
    if (producer == context_.shown.end()) return false;
    if (link.field.empty()) {
      const Value* value = producer->arguments.find(std::string_view(link.from_argument));
      return value != nullptr && put_held(param, *value);
    }
    std::vector<const Piece*> fitting;
    for (const Piece& piece : producer->pieces) {
      if (piece.pattern != link.field || producer->repeats(piece.value) || is_other_currency(param, *producer))
        continue;
      if (is_possible(param, piece.value)) fitting.push_back(&piece);
    }
    if (fitting.empty()) return false;
    const Piece& piece = *nearest_kin(fitting, [](const Piece* p) -> const Value& { return p->value; });
    return put_output(param, piece, *producer);
  }

  // Values that the world would take for the argument, and that go with the other arguments.
  bool is_possible(const SchemaParam& param, const Value& value) {
    if (type_family(param.type) != value_family(value) || is_taken(value)) return false;
    if (owner_.is_looked_up(tool_, param)) {
      const ParamProfile& profile = owner_.graph_.profile(tool_.name, param.name);
      const bool is_held = std::ranges::any_of(context_.state.values(), [&](const StateValue& held) {
        return source_fits(profile, held) && identical(held.value, value);
      });
      if (!is_held) return false;
    }
    return inventor_.suits(place(param), value);
  }
  // A call does not name one thing twice.
  bool is_taken(const Value& value) const {
    return value.is_string() && std::ranges::any_of(call_.call.arguments, [&](const core::DictItem& item) {
             return identical(item.value, value);
           });
  }

  bool draw_held(const SchemaParam& param) {
    const ParamProfile& profile = owner_.graph_.profile(tool_.name, param.name);
    std::vector<const StateValue*> held, seen;
    for (const StateValue& value : context_.state.values()) {
      if (!source_fits(profile, value) || !is_possible(param, value.value)) continue;
      // The name of something elsewhere is as good as new, but nobody would take it for that.
      if (profile.role == Role::fresh && !value.source.ends_with(":here")) continue;
      held.push_back(&value);
      const auto [shown, piece] = find_shown(param, value.value);
      const bool is_new = profile.role == Role::fresh && is_made_here(value.value);
      if (is_new || (shown != nullptr && shown->round == context_.round)) seen.push_back(&value);
    }
    if (held.empty()) return false;
    const auto& pool = !seen.empty() && rng_.chance(0.85) ? seen : held;
    const StateValue& value = *nearest_kin(pool, [](const StateValue* v) -> const Value& { return v->value; });
    return put_held(param, value.value);
  }

  // Did a call of the round name it, that changed something (its result says nothing of the name)?
  bool is_made_here(const Value& value) const {
    return std::ranges::any_of(context_.shown, [&](const Shown& shown) {
      return shown.round == context_.round && shown.tool == "mkdir" && shown.repeats(value);
    });
  }

  // One at random; beside another name of the call mostly the one that looks most like it.
  template <class T, class ValueOf>
  T nearest_kin(const std::vector<T>& items, const ValueOf& value_of) {
    const T any = rng_.pick(items);
    const auto& arguments = call_.call.arguments;
    if (arguments.empty() || !rng_.chance(0.7) || tool_.params.size() < 2) return any;
    const Value& other = arguments.begin()->value;
    const bool names = other.is_string() && tool_.params[0].name.starts_with("file_name") &&
                       tool_.params[1].name.starts_with("file_name");
    if (!names) return any;
    return *std::ranges::max_element(items, {}, [&](const T& item) {
      return value_of(item).is_string() ? common_prefix(value_of(item).as_string(), other.as_string()) : 0;
    });
  }

  bool relates(const SchemaParam& param, const Shown& shown, const Piece& piece, bool with_offers) const {
    for (const Edge* edge : owner_.graph_.into(tool_.name, with_offers)) {
      if (edge->kind == EdgeKind::data_flow && edge->argument == param.name && edge->producer == shown.tool &&
          edge->field == piece.pattern) {
        return true;
      }
    }
    return false;
  }

  // The latest result that shows the value, one along an edge if there is any.
  std::pair<const Shown*, const Piece*> find_shown(const SchemaParam& param, const Value& value) const {
    std::pair<const Shown*, const Piece*> other{nullptr, nullptr};
    for (size_t i = context_.shown.size(); i-- > 0;) {
      if (context_.shown[i].repeats(value)) continue;
      for (const Piece& piece : context_.shown[i].pieces) {
        if (!identical(piece.value, value)) continue;
        if (relates(param, context_.shown[i], piece, true)) return {&context_.shown[i], &piece};
        const bool telling = value.is_string() && value.as_string().size() >= 4;
        if (telling && other.first == nullptr) other = {&context_.shown[i], &piece};
      }
    }
    return other;
  }

  // For what a user could make up too.
  bool draw_shown(const SchemaParam& param) {
    std::vector<std::pair<const Shown*, const Piece*>> here, before;
    bool needed = false;
    for (const Shown& shown : context_.shown) {
      for (const Piece& piece : shown.pieces) {
        const bool edge = relates(param, shown, piece, false);
        if (!edge && !relates(param, shown, piece, true)) continue;
        if (shown.repeats(piece.value) || !is_possible(param, piece.value)) continue;
        const double habit = flow_habit(shown.tool, tool_.name, param.name, false);
        if (!rng_.chance(habit) || is_other_currency(param, shown)) continue;
        needed = needed || edge;
        (shown.round == context_.round ? here : before).emplace_back(&shown, &piece);
      }
    }
    const auto& pool = here.empty() ? before : here;
    if (pool.empty()) return false;
    if (!rng_.chance((needed ? kTakeNeeded : kTakeOffered) * (here.empty() ? kTakeEarlier : 1.0))) return false;
    const auto& [shown, piece] = rng_.pick(pool);
    return put_output(param, *piece, *shown);
  }

  // These worlds pay in dollars; an amount that was turned into something else is none.
  static bool is_other_currency(const SchemaParam& param, const Shown& shown) {
    const Value* currency = shown.arguments.find("target_currency");
    return param.type == "float" && currency != nullptr && !(*currency == Value("USD"));
  }

  bool put(const SchemaParam& param, const Value& value, ArgumentOrigin origin) {
    origin.argument = param.name;
    call_.call.arguments.set(param.name, value);
    call_.origins.push_back(std::move(origin));
    return true;
  }
  bool put_literal(const SchemaParam& param, const Value& value) {
    // What equals the default is left unsaid.
    if (!param.required && identical(value, param.default_value)) return true;
    return put(param, value, {});
  }
  bool put_output(const SchemaParam& param, const Piece& piece, const Shown& shown) {
    if (param.name == "value") amount_currency_ = "USD";
    return put(param, piece.value, {{}, Origin::output, shown.round, shown.call, piece.path});
  }
  // What the world holds: from the result that shows it, else from the state.
  bool put_held(const SchemaParam& param, const Value& value) {
    const auto [shown, piece] = find_shown(param, value);
    if (shown != nullptr) return put_output(param, *piece, *shown);
    const ParamProfile& profile = owner_.graph_.profile(tool_.name, param.name);
    const StateValue* found = nullptr;
    for (const StateValue& held : context_.state.values()) {
      if (!identical(held.value, value)) continue;
      if (found == nullptr || source_fits(profile, held)) found = &held;
      if (source_fits(profile, held)) break;
    }
    if (found == nullptr) return put(param, value, {});
    return put(param, value, {{}, Origin::state, 0, 0, found->path});
  }

  // As the tool's document orders its parameters.
  void put_in_order() {
    core::Dict arguments;
    std::vector<ArgumentOrigin> origins;
    for (const SchemaParam& param : tool_.params) {
      const Value* value = call_.call.arguments.find(std::string_view(param.name));
      if (value == nullptr) continue;
      arguments.set(param.name, *value);
      origins.push_back(*std::ranges::find(call_.origins, param.name, &ArgumentOrigin::argument));
    }
    call_.call.arguments = std::move(arguments);
    call_.origins = std::move(origins);
  }

  const ArgumentSampler& owner_;
  const ToolSchema& tool_;
  const ArgumentContext& context_;
  Inventor& inventor_;
  core::Rng& rng_;
  TracedCall call_;
  std::string_view amount_currency_;
};

std::optional<TracedCall> ArgumentSampler::draw(const ToolSchema& tool, const ArgumentContext& context,
                                                Inventor& inventor, core::Rng& rng, std::string& missing) const {
  Drawing drawing(*this, tool, context, inventor, rng);
  if (!drawing.run(missing)) return std::nullopt;
  return drawing.take();
}

}  // namespace synth
