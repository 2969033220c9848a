#include "synth/tool.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"
#include "synth/grammar.h"
#include "synth/naming.h"
#include "synth/words.h"

namespace synth {
namespace {

using core::Value;
using std::string;

struct CodedLexicon {
  std::string_view lexicon;
  std::string_view format;  // description of the code form
  double share;             // of tools that ask for it
};
constexpr CodedLexicon kCoded[] = {
    {"us_city",
     "{, in the format 'City, State' (e.g. 'Salem, OR')| in the format of City, State| (city and state, e.g. Salem, "
     "OR)}",
     0.3},
    {"currency", "{ as a three-letter code| (ISO 4217 code)|, e.g. 'NOK'| in ISO currency code}", 0.45},
    {"company", "{ as a ticker symbol| (stock symbol)}", 0.25},
    {"language", "{ as an ISO 639-1 code| (two-letter code, e.g. 'fi')}", 0.2},
};

const CodedLexicon* find_coded(std::string_view lexicon) {
  for (const CodedLexicon& one : kCoded) {
    if (one.lexicon == lexicon) return &one;
  }
  return nullptr;
}

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
  param.percent_as_decimal = spec.kind == ValueKind::percent && rng.chance(0.5);
  const bool lexical = spec.kind == ValueKind::lexicon || spec.kind == ValueKind::lexicon_list;
  if (const CodedLexicon* coded = lexical ? find_coded(spec.word_list) : nullptr)
    param.coded = rng.chance(coded->share);
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

string quoted_list(const std::vector<EnumValue>& values, size_t limit) {
  std::vector<string> words;
  for (size_t i = 0; i < std::min(limit, values.size()); ++i) words.push_back("'" + values[i].value + "'");
  return core::join(words, ", ");
}

// What the description adds to say which written form is expected.
string format_note(const ToolParam& param, bool enum_key, core::Rng& rng) {
  const ParamSpec& spec = *param.spec;
  switch (spec.kind) {
    case ValueKind::percent:
      if (param.percent_as_decimal) {
        return expand_part("{ as a decimal| (as a decimal, e.g. 0.25 for 25%)||, expressed as a decimal}", rng);
      }
      return expand_part("{ as a percentage| in percent| in percentage| (in %)}", rng);
    case ValueKind::date: {
      const string format(date_format_text(param.date_format));
      return expand_part("{ in " + format + " format| (" + format + ")|, in the format " + format + "|, formatted as " +
                             format + "| in the format of " + format + "}",
                         rng);
    }
    case ValueKind::time:
      if (param.clock_24h)
        return expand_part("{ in 24-hour format (HH:MM)| (HH:MM)| in HH:MM format|, in 24-hour HH:MM}", rng);
      return expand_part("{, e.g. '7:30 PM'|, for example '9 AM'|}", rng);
    case ValueKind::lexicon:
    case ValueKind::lexicon_list:
      return param.coded ? expand_part(find_coded(spec.word_list)->format, rng) : "";
    case ValueKind::enumeration:
      if (enum_key) return "";
      if (rng.chance(0.3)) return expand_part("{, such as |, e.g. |, like }", rng) + quoted_list(spec.values, 2);
      return expand_part("{. Options are: |. Can be |. Possible values are |: |, one of }", rng) +
             quoted_list(spec.values, spec.values.size());
    case ValueKind::enum_list:
      return enum_key ? ""
                      : expand_part("{. Options are: |, e.g. |. Possible values: }", rng) + quoted_list(spec.values, 6);
    default:
      return "";
  }
}

string default_note(const ToolParam& param, core::Rng& rng) {
  const string& raw = param.spec->default_text;
  if (raw.empty())
    return rng.chance(0.4) ? expand_part("{ (optional)|. Optional|. This is optional|. Optional parameter}", rng) : "";
  const Value& value = param.default_value;
  string text = value.is_none() ? raw : core::python_repr(value);
  if (value.is_bool()) text = value.as_bool() ? expand_part("{true|True}", rng) : expand_part("{false|False}", rng);
  if (value.is_string() && rng.chance(0.3)) text = value.as_string();
  return expand_part(
             "{. Default is |. Default is |. Defaults to |. Optional, default is |. Default: |. Default to | (default "
             "is |, default is }",
             rng) +
         text;
}

// What the value is for, in the words of the tool's kind of work.
string purpose_note(std::string_view verb, core::Rng& rng) {
  if (verb == "calc" || verb == "predict" || verb == "solve" || verb == "count") {
    return expand_part(
        "{ used {in|for} the {calculation|computation}| to be used in the calculation| for the calculation"
        "| to {calculate|compute} with}",
        rng);
  }
  if (verb == "look" || verb == "check" || verb == "track" || verb == "analyze") {
    return expand_part(
        "{ for which {the |}{information|data} is {needed|requested|required|retrieved}| to {look up|check}"
        "| you want {information|to know} about| of interest| to get the information for}",
        rng);
  }
  if (verb == "search" || verb == "recommend") {
    return expand_part(
        "{ to search {for|by}| used {to filter|for filtering} the results| to look for| for the search"
        "| that the results should match}",
        rng);
  }
  if (verb == "book" || verb == "order" || verb == "schedule" || verb == "send" || verb == "plan") {
    return expand_part(
        "{ for the {request|booking}| {as given by|of} the {user|customer}| to be used| for this request}", rng);
  }
  return "";
}

string param_description(const ToolParam& param, std::string_view verb, bool enum_key, core::Rng& rng) {
  string text = expand(param.spec->texts[0], rng);
  while (text.ends_with(".")) text.pop_back();
  const bool short_text = std::count(text.begin(), text.end(), ' ') < 4 && text.find_first_of("({,") == string::npos;
  const bool scalar = param.spec->kind != ValueKind::boolean && param.spec->kind != ValueKind::object;
  const bool question = text.starts_with("How ") || text.starts_with("Wh") || text.find(" to ") != string::npos;
  if (short_text && scalar && !question && rng.chance(0.6)) text += purpose_note(verb, rng);
  if (!param.unit.empty()) {
    const string unit(find_unit(param.unit).plural);
    if (text.find("[u]") != string::npos) {
      text = core::replace_all(text, "[u]", unit);
    } else if (rng.chance(0.85)) {
      text += expand_part("{ in | in | (in |, in |, measured in }", rng) + unit;
    }
  }
  text += format_note(param, enum_key, rng);
  // A schema with a `default` key often leaves it out of the prose.
  if (!param.spec->required && !(param.default_key && rng.chance(0.4))) text += default_note(param, rng);
  const auto opened = std::count(text.begin(), text.end(), '(');
  if (opened > std::count(text.begin(), text.end(), ')')) text += ')';
  return rng.chance(0.94) ? text + "." : text;
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

// "based on location, area and number of rooms"
string inputs_note(const string& what, const std::vector<ToolParam>& params, core::Rng& rng) {
  for (const char* word : {" given", " from ", " using ", " by ", " for ", " with ", " between "}) {
    if (what.find(word) != string::npos) return "";
  }
  std::vector<string> labels;
  for (const ToolParam& param : params) {
    if (!param.spec->required || labels.size() == 3) continue;
    string label = core::replace_all(core::replace_all(param.name, "_", " "), "num ", "number of ");
    if (label.size() < 3) return "";
    labels.push_back((rng.chance(0.3) ? "the " : "") + label);
  }
  // "the structure of a protein based on protein" says nothing.
  if (labels.empty() || (labels.size() == 1 && what.find(labels[0]) != string::npos)) return "";
  return expand_part("{ based on | based on | given | using | by }", rng) + join_words(labels, "and", rng.chance(0.4));
}

string tool_description(const Family& family, const std::vector<ToolParam>& params, core::Rng& rng) {
  const string verb(rng.pick(find_verb_class(family.verb).titles));
  string verb_lower = verb;
  verb_lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(verb_lower[0])));
  string what = expand(rng.pick(family.descriptions), rng);
  if (rng.chance(0.65)) what += inputs_note(what, params, rng);
  const double style = rng.uniform();
  string text;
  if (style < 0.66)
    text = verb + " " + what;
  else if (style < 0.84)
    text = third_person(verb) + " " + what;
  else if (style < 0.92)
    text = "This function " + third_person(verb_lower) + " " + what;
  else if (style < 0.96)
    text = "A tool that " + third_person(verb_lower) + " " + what;
  else
    text = "Function to " + verb_lower + " " + what;
  return rng.chance(0.93) ? text + "." : text;
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

bool has_code(std::string_view lexicon) {
  return find_coded(lexicon) != nullptr;
}

std::string coded_text(std::string_view lexicon, const WordEntry& entry) {
  FR_CHECK(!entry.forms.empty(), "'{}' of {} has no code", entry.text, lexicon);
  return lexicon == "us_city" ? entry.text + ", " + entry.forms[0] : entry.forms[0];
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
