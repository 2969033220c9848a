#include "eval/oracle/sim_cases.h"

#include <algorithm>

#include "core/error.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/world.h"

namespace eval::oracle {
namespace {

constexpr size_t kMaxShown = 300;

Outcome failed(std::string text) {
  return {Outcome::Kind::failed, std::move(text)};
}

// Syntax errors are worded differently by every Python; all end in their line.
bool is_syntax_error(std::string_view text) {
  return text.starts_with("Error during execution: ") && text.find("(<string>, line ") != std::string_view::npos &&
         text.ends_with(')');
}

std::string sorted_letters(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

// Equal but for what differs between two runs of the reference (the oracle's README.md): texts of syntax errors, the
// end of a RecursionError's text, the order in a printed set.
bool same_result(const std::string& found, const std::string& expected) {
  if (found == expected || (is_syntax_error(found) && is_syntax_error(expected))) return true;
  constexpr std::string_view kRecursion = "Error during execution: maximum recursion depth exceeded";
  if (expected.starts_with(kRecursion)) return found.starts_with(kRecursion);
  return expected.find("Must be one of {") != std::string::npos && sorted_letters(found) == sorted_letters(expected);
}

// The two texts from a little before where they part.
std::string difference(const std::string& found, const std::string& expected) {
  size_t same = 0;
  while (same < found.size() && same < expected.size() && found[same] == expected[same]) ++same;
  const size_t begin = same > 60 ? same - 60 : 0;
  return core::format("gives {}, expected {}", core::python_repr_string(found.substr(begin, kMaxShown)),
                      core::python_repr_string(expected.substr(begin, kMaxShown)));
}

}  // namespace

core::Dict SimCases::initial_config(const core::Value& line) {
  const core::Value& from = line.at("config_from");
  if (from.is_none()) return {};
  const env::bfcl::Category* category = env::bfcl::category_of_id(from.as_string());
  const env::bfcl::Entry* entry = category == nullptr ? nullptr : entries_.find(*category, from.as_string());
  if (entry == nullptr) throw core::data_error(from.as_string() + ": the data set has no such entry");
  return entry->initial_config;
}

Outcome SimCases::run(const core::Value& line) {
  const std::string& class_name = line.at("class").as_string();
  if (env::bfcl::find_class(class_name) == nullptr) {
    return {Outcome::Kind::not_covered, core::format("class {}", class_name)};
  }
  env::bfcl::WorldOptions options;
  options.classes = {class_name};
  options.initial_config = initial_config(line);
  options.long_context = line.at("long_context").as_bool();
  const std::string& instance = line.at("instance").as_string();
  options.instance_stem = instance.substr(0, instance.find("_" + class_name + "_instance"));
  env::bfcl::World world(options);

  const core::List& calls = line.at("calls").as_list();
  const core::List& results = line.at("results").as_list();
  for (size_t i = 0; i < calls.size(); ++i) {
    const std::string found = world.execute(calls[i].as_string()).text;
    const std::string& expected = results.at(i).as_string();
    if (same_result(found, expected)) continue;
    return failed(core::format("{}: call {}: {}: {}", instance, i, calls[i].as_string().substr(0, kMaxShown),
                               difference(found, expected)));
  }
  const std::string state = world.simulator(0).state_repr();
  const std::string& expected = line.at("state").as_string();
  if (state == expected) return {};
  return failed(core::format("{}: state: {}", instance, difference(state, expected)));
}

}  // namespace eval::oracle
