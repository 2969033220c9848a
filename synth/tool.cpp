#include "synth/tool.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/coded_words.h"
#include "synth/describe.h"
#include "synth/grammar.h"
#include "synth/naming.h"
#include "synth/words.h"

namespace synth {
namespace {

using core::Value;
using std::string;

bool is_list(ValueKind kind) {
  return kind == ValueKind::integer_list || kind == ValueKind::real_list || kind == ValueKind::lexicon_list ||
         kind == ValueKind::enum_list;
}

Value parse_number(const string& text, bool integral) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return integral ? Value(static_cast<int64_t>(value)) : Value(value);
}

Value default_of(const ToolParam& param, const Ontology& ontology) {
  const ParamSpec& spec = *param.spec;
  const string& text = spec.default_text;
  if (text.empty() || is_list(spec.kind)) return {};
  switch (spec.kind) {
    case ValueKind::integer:
    case ValueKind::year:
      return parse_number(text, !param.as_float);
    case ValueKind::money:
      return parse_number(text, !param.as_float && spec.step == std::floor(spec.step));
    case ValueKind::real:
      return parse_number(text, false);
    case ValueKind::percent: {
      const Value points = parse_number(text, false);
      return points.is_none() ? points : Value(points.as_double() / (param.percent_as_decimal ? 100 : 1));
    }
    case ValueKind::boolean:
      return Value(text == "true");
    case ValueKind::enumeration:
      return Value(text);
    case ValueKind::lexicon:
      for (const WordEntry& entry : ontology.lexicon(spec.word_list)) {
        if (entry.text == text) return Value(param.coded ? coded_text(spec.word_list, entry) : entry.text);
      }
      return text == "today" ? Value() : Value(text);
    default:
      return {};
  }
}

ToolParam dress(const ParamSpec& spec, const std::vector<ToolParam>& earlier, const Ontology& ontology,
                core::Rng& rng) {
  ToolParam param;
  param.spec = &spec;
  param.name = rng.pick(spec.names);
  if (!spec.units.empty()) param.unit = rng.pick(spec.units);
  for (const ToolParam& one : earlier) {
    if (one.spec->key == spec.unit_of) param.unit = one.unit;
  }
  param.percent_as_decimal = spec.kind == ValueKind::percent && rng.chance(0.6);
  const bool lexical = spec.kind == ValueKind::lexicon || spec.kind == ValueKind::lexicon_list;
  param.coded = lexical && rng.chance(code_share(spec.word_list));
  param.clock_24h = rng.chance(0.7);
  param.as_float =
      (spec.kind == ValueKind::integer || spec.kind == ValueKind::money) && !spec.units.empty() && rng.chance(0.12);
  constexpr DateFormat kFormats[] = {DateFormat::iso, DateFormat::us_slash, DateFormat::day_first,
                                     DateFormat::iso_slash};
  constexpr double kFormatShares[] = {0.78, 0.12, 0.07, 0.03};
  param.date_format = kFormats[rng.weighted(kFormatShares)];
  // One tool keeps one convention for all of its dates, rates and codes.
  for (const ToolParam& one : earlier) {
    if (one.spec->kind == spec.kind && one.as_float) param.as_float = !param.unit.empty();
    if (one.spec->kind == spec.kind && spec.word_list == one.spec->word_list) {
      param.coded = one.coded;
      param.clock_24h = one.clock_24h;
      param.date_format = one.date_format;
      param.percent_as_decimal = one.percent_as_decimal;
    }
  }
  for (const ParamSpec& field : spec.fields) param.fields.push_back(dress(field, param.fields, ontology, rng));
  param.default_value = default_of(param, ontology);
  return param;
}

std::string_view scalar_type(const ToolParam& param) {
  switch (param.spec->kind) {
    case ValueKind::integer:
      return param.as_float ? "number" : "integer";
    case ValueKind::money:
      return param.as_float || param.spec->step != std::floor(param.spec->step) ? "number" : "integer";
    case ValueKind::year:
      return "integer";
    case ValueKind::real:
    case ValueKind::percent:
      return "number";
    case ValueKind::boolean:
      return "boolean";
    default:
      return "string";
  }
}

Value schema_of(const ToolParam& param, std::string_view verb, core::Rng& rng);

core::Dict object_schema(const std::vector<ToolParam>& params, std::string_view verb, core::Rng& rng) {
  core::Dict properties;
  core::List required;
  for (const ToolParam& param : params) {
    properties[param.name] = schema_of(param, verb, rng);
    if (param.spec->required) required.emplace_back(param.name);
  }
  return {{"type", "object"}, {"properties", Value(std::move(properties))}, {"required", Value(std::move(required))}};
}

core::List enum_values(const ParamSpec& spec) {
  core::List values;
  for (const EnumValue& one : spec.values) values.emplace_back(one.value);
  return values;
}

Value schema_of(const ToolParam& param, std::string_view verb, core::Rng& rng) {
  const ParamSpec& spec = *param.spec;
  const bool enumerated = spec.kind == ValueKind::enumeration || spec.kind == ValueKind::enum_list;
  const bool enum_key = enumerated && rng.chance(spec.kind == ValueKind::enum_list ? 0.8 : 0.5);
  core::Dict schema;
  if (spec.kind == ValueKind::object) {
    schema = object_schema(param.fields, verb, rng);
  } else if (is_list(spec.kind)) {
    schema["type"] = "array";
    core::Dict items;
    items["type"] = spec.kind == ValueKind::integer_list ? "integer"
                    : spec.kind == ValueKind::real_list  ? "number"
                                                         : "string";
    if (enum_key) items["enum"] = enum_values(spec);
    schema["items"] = std::move(items);
  } else {
    schema["type"] = scalar_type(param);
    if (enum_key) schema["enum"] = enum_values(spec);
  }
  schema["description"] = param_description(param, verb, enum_key, rng);
  if (!spec.required && !param.default_value.is_none() && param.default_key) schema["default"] = param.default_value;
  return schema;
}

}  // namespace

std::string_view date_format_text(DateFormat format) {
  switch (format) {
    case DateFormat::iso:
      return "YYYY-MM-DD";
    case DateFormat::us_slash:
      return "MM/DD/YYYY";
    case DateFormat::day_first:
      return "DD-MM-YYYY";
    case DateFormat::iso_slash:
      return "YYYY/MM/DD";
  }
  return "";
}

const ToolParam* Tool::param(std::string_view key) const {
  for (const ToolParam& one : params) {
    if (one.spec->key == key) return &one;
  }
  return nullptr;
}

Tool make_tool(const Family& family, const Ontology& ontology, double optional_share, core::Rng& rng) {
  Tool tool;
  tool.family = &family;
  tool.name = function_name(family, ontology.domain(family.domain), rng);
  const bool default_keys = rng.chance(0.22);
  for (const ParamSpec& spec : family.params) {
    if (!spec.required && !rng.chance(optional_share)) continue;
    ToolParam param = dress(spec, tool.params, ontology, rng);
    const bool taken = std::any_of(tool.params.begin(), tool.params.end(),
                                   [&](const ToolParam& one) { return one.name == param.name; });
    if (taken) param.name = spec.names[0];
    param.default_key = default_keys;
    tool.params.push_back(std::move(param));
  }
  tool.description = tool_description(family, tool.params, rng);
  if (rng.chance(0.03)) {
    for (ToolParam& param : tool.params) param.name = to_camel_case(param.name);
  }
  tool.spec.definition = {{"name", tool.name},
                          {"description", tool.description},
                          {"parameters", Value(object_schema(tool.params, family.verb, rng))}};
  return tool;
}

}  // namespace synth
