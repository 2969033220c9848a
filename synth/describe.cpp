#include "synth/describe.h"

#include <algorithm>
#include <cctype>

#include "core/python_text.h"
#include "core/text.h"
#include "synth/coded_words.h"
#include "synth/grammar.h"
#include "synth/words.h"

namespace synth {
namespace {

using core::Value;
using std::string;

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
      return param.coded ? expand_part(code_note(spec.word_list), rng) : "";
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

}  // namespace

std::string param_description(const ToolParam& param, std::string_view verb, bool enum_key, core::Rng& rng) {
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

std::string tool_description(const Family& family, const std::vector<ToolParam>& params, core::Rng& rng) {
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

}  // namespace synth
