// Values of arguments and the words that stand for them in a request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "synth/tool.h"

namespace synth {

struct Drawn {
  core::Value value;                      // as the call needs it
  std::vector<const WordEntry*> entries;  // lexicon values
  std::vector<const EnumValue*> picks;    // enumerations
  std::vector<Drawn> fields;              // object, in the order of ToolParam::fields
};

// A value of the parameter's range; `others` are the call's earlier draws (same order as `earlier`).
struct DrawContext {
  const Ontology& ontology;
  const std::vector<ToolParam>& params;
  const std::vector<std::optional<Drawn>>& drawn;
};
Drawn draw_value(const ToolParam& param, const DrawContext& context, core::Rng& rng);

// Habits of one writer, kept through a request.
struct Habits {
  bool unit_symbols = true;  // "5 cm", not "5 centimeters"
  bool tight_symbols = false;
  bool number_words = false;

  static Habits draw(core::Rng& rng);
};

enum class SlotStyle { full, number_only, raw };

// How a value was woven into the text: "digits", "words", "grouped", "money", "percent", "list", "date", "time",
// "verbatim", "enum", "code" (needs knowledge: "euros" -> EUR), "converted" ("two weeks" -> 14 days, "2 hours" -> 120
// minutes).
struct Woven {
  std::string text;
  std::string form;
};
Woven weave(const ToolParam& param, const Drawn& drawn, SlotStyle style, const Habits& habits, core::Rng& rng);
// "three days", "1 night": the number and its noun.
Woven weave_count(const Drawn& drawn, std::string_view noun, const Habits& habits, core::Rng& rng);

}  // namespace synth
