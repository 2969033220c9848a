// Values that only a user could know, as people write them into the parameters of these worlds. Keeps to one story a
// round (one route, one day, one pair of currencies), so that the arguments of its calls make sense together. Knows
// parameters by name; no graph, and of results only what the story has to follow.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/rng.h"
#include "core/value.h"
#include "synth/graph/tool_schema.h"
#include "synth/trace/state_view.h"

namespace synth {

// The argument that is asked for.
struct ArgumentPlace {
  const ToolSchema& tool;
  const SchemaParam& param;
  const StateView& state;
  const core::Dict& chosen;         // arguments of the call that stand already
  std::string_view serves;          // the argument of a later call that this call's result is to become; may be empty
  std::string_view value_currency;  // of the amount in `chosen`, where a result showed it; may be empty
};

class Inventor {
 public:
  explicit Inventor(core::Rng rng);

  // Whether people can make up such values at all; ids and tokens they cannot.
  static bool knows(std::string_view tool, std::string_view param);
  // How often people give an argument that may be left out.
  static double inclusion(std::string_view tool, std::string_view param);

  // nullopt where nothing fits what is chosen.
  std::optional<core::Value> invent(const ArgumentPlace& place);
  // Would the value make sense here? For values found elsewhere.
  bool suits(const ArgumentPlace& place, const core::Value& value);

 private:
  std::optional<core::Value> invent_for_files(const ArgumentPlace& place);
  std::optional<core::Value> invent_for_travel(const ArgumentPlace& place);
  std::optional<core::Value> currency(const ArgumentPlace& place);
  // Settles the route of the story so that it agrees with the arguments that stand; false where no route does.
  bool settle_route(const core::Dict& chosen);

  core::Rng rng_;
  std::string from_, to_;  // airports; empty: not settled
  std::string date_, travel_class_;
};

// Text of any kind that names nothing: what a guess without knowledge looks like.
core::Value naive_value(std::string_view type, core::Rng& rng);

}  // namespace synth
