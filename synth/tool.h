// The surface of one tool: a family dressed in a function name, parameter names, descriptions, formats and a schema.
#pragma once

#include <string>
#include <vector>

#include "chat/message.h"
#include "core/rng.h"
#include "synth/ontology/types.h"

namespace synth {

enum class DateFormat { iso, us_slash, day_first, iso_slash };
// Example texts for descriptions: "YYYY-MM-DD".
std::string_view date_format_text(DateFormat format);

struct ToolParam {
  const ParamSpec* spec = nullptr;
  std::string name;
  std::string unit;  // key of the unit table, or empty
  bool percent_as_decimal = false;
  bool coded = false;     // lexicon values in their code form: EUR, AAPL, "Austin, TX"
  bool clock_24h = true;  // times as HH:MM; else as written
  bool as_float = false;  // an integer range declared as float
  DateFormat date_format = DateFormat::iso;
  core::Value default_value;      // None where there is none
  bool default_key = false;       // the schema has it as `default`, too
  std::vector<ToolParam> fields;  // object
};

struct Tool {
  const Family* family = nullptr;
  std::string name;
  std::string description;
  std::vector<ToolParam> params;
  chat::ToolSpec spec;  // JSON schema dialect ("object", "number")

  const ToolParam* param(std::string_view key) const;
};

// A random dress of the family. Optional parameters are kept with probability `optional_share`.
Tool make_tool(const Family& family, const Ontology& ontology, double optional_share, core::Rng& rng);

}  // namespace synth
