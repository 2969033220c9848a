#include "eval/oracle/sim_cases.h"

#include "core/error.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/world.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

// The toy encoder that the vectors were made with.
constexpr size_t kEncoderDimensions = 8;
// Scores of vector memories are sums of floats in an order that the reference leaves to its library.
constexpr double kScoreTolerance = 1e-6;

// What the calls left behind, against `line`; empty where it agrees.
std::string state_difference(const env::bfcl::Simulator& simulator, const core::Value& line) {
  const auto difference = [&line](const char* what, const std::string& found) {
    const std::string& expected = line.at(what).as_string();
    return found == expected ? "" : core::format("{}: {}", what, text_difference(found, expected));
  };
  const auto* memory = dynamic_cast<const env::bfcl::MemorySimulator*>(&simulator);
  if (memory == nullptr) return difference("state", simulator.state_repr());
  const std::string context = difference("context", memory->context());
  return context.empty() ? difference("snapshot", snapshot_text(*memory)) : context;
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
  options.process = std::make_shared<env::bfcl::ProcessState>();
  options.process->text_encoder = std::make_shared<env::bfcl::HashEncoder>(kEncoderDimensions);
  const double tolerance = class_name == "MemoryAPI_vector" ? kScoreTolerance : 0;
  env::bfcl::World world(options);

  const core::List& calls = line.at("calls").as_list();
  const core::List& results = line.at("results").as_list();
  for (size_t i = 0; i < calls.size(); ++i) {
    const std::string found = world.execute(calls[i].as_string()).text;
    const std::string& expected = results.at(i).as_string();
    if (same_result(found, expected) || (tolerance > 0 && same_numbers(found, expected, tolerance))) continue;
    return failed(core::format("{}: call {}: {}: {}", instance, i, calls[i].as_string().substr(0, kMaxShown),
                               text_difference(found, expected)));
  }
  const std::string difference = state_difference(world.simulator(0), line);
  return difference.empty() ? Outcome{} : failed(core::format("{}: {}", instance, difference));
}

}  // namespace eval::oracle
