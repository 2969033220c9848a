#include "eval/oracle/multi_turn_cases.h"

#include "core/error.h"
#include "core/json.h"
#include "eval/handler.h"
#include "eval/multi_turn_checker.h"
#include "eval/oracle/result_texts.h"

namespace eval::oracle {
namespace {

// Names of the models that the oracle was made with; they show in instances' names.
std::string model_name(DecodeMode mode) {
  switch (mode) {
    case DecodeMode::qwen_fc:
      return "oracle-fc";
    case DecodeMode::openai_fc:
      return "oracle-oai";
    case DecodeMode::prompt:
      break;
  }
  return "oracle-prompt";
}

// One text for all that a verdict holds.
std::string expected_verdict(const core::Value& line) {
  core::Dict verdict{{"valid", line.at("valid")}};
  for (const char* key : {"error_type", "error_message", "differing_attributes", "missing_items"}) {
    if (const core::Value* value = line.find(key)) verdict[key] = *value;
  }
  return core::dump_json(verdict);
}

core::List texts(const std::vector<std::string>& strings) {
  core::List list;
  for (const std::string& text : strings) list.emplace_back(text);
  return list;
}

std::string found_verdict(const MultiTurnCheck& check) {
  core::Dict verdict{{"valid", check.verdict.valid()}};
  if (!check.verdict.valid()) {
    verdict["error_type"] = check.verdict.failure->error_type;
    verdict["error_message"] = check.verdict.failure->errors.front();
    if (!check.differing_attributes.empty()) verdict["differing_attributes"] = texts(check.differing_attributes);
    if (!check.missing_items.empty()) verdict["missing_items"] = texts(check.missing_items);
  }
  return core::dump_json(verdict);
}

// Empty where the results agree.
std::string result_difference(const std::vector<std::string>& found, const core::Value& expected) {
  const core::List& list = expected.as_list();
  if (found.size() != list.size()) return core::format("{} results, expected {}", found.size(), list.size());
  for (size_t i = 0; i < found.size(); ++i) {
    if (!same_result(found[i], list[i].as_string())) {
      return core::format("call {}: {}", i, text_difference(found[i], list[i].as_string()));
    }
  }
  return {};
}

std::string turn_difference(const ExecutedTurn& found, const core::Value& expected, const core::Value* truth) {
  const core::List& steps = expected.at("model").as_list();
  if (found.model.size() != steps.size()) {
    return core::format("{} steps, expected {}", found.model.size(), steps.size());
  }
  for (size_t i = 0; i < steps.size(); ++i) {
    const std::string difference = result_difference(found.model[i], steps[i]);
    if (!difference.empty()) return core::format("step {}: {}", i, difference);
  }
  if (truth == nullptr) return {};
  const std::string difference = result_difference(found.truth, *truth);
  return difference.empty() ? "" : "truth: " + difference;
}

std::string state_difference(const MultiTurnCheck& check, const core::Value& expected) {
  for (const auto& [key, value] : expected.as_dict()) {
    bool known = false;
    for (size_t i = 0; check.model_world && i < check.model_world->size(); ++i) {
      const env::bfcl::Simulator& simulator = check.model_world->simulator(i);
      if (key.as_string() != core::format("model:{}", simulator.class_name())) continue;
      known = true;
      const std::string state = simulator.state_repr();
      if (state != value.as_string()) {
        return core::format("{}: {}", key.as_string(), text_difference(state, value.as_string()));
      }
    }
    if (!known) return core::format("no state of {}", key.as_string());
  }
  return {};
}

}  // namespace

Outcome MultiTurnCases::run(const core::Value& line) {
  const std::string& id = line.at("id").as_string();
  const env::bfcl::Category* category = env::bfcl::category_of_id(id);
  const env::bfcl::Entry* entry = category == nullptr ? nullptr : entries_.find(*category, id);
  if (entry == nullptr) return {Outcome::Kind::failed, id + ": the data set has no such entry"};
  if (!is_simulated(*entry)) return {Outcome::Kind::not_covered, "entries with classes that are not simulated"};
  const std::string mode_name = line.at("mode").as_string();
  const DecodeMode mode = find_handler(mode_name).decode;
  const auto failed = [&](const std::string& what, const std::string& text) -> Outcome {
    return {Outcome::Kind::failed,
            core::format("{} ({}, {}): {}: {}", id, mode_name, line.get_string("mutation"), what, text)};
  };

  const MultiTurnCheck check = check_multi_turn(*entry, mode, line.at("result"), model_name(mode));
  if (line.find("crash") != nullptr) {
    if (!check.verdict.valid() && check.verdict.failure->error_type == kReferenceRaises) return {};
    return failed("verdict", "the reference dies, this program does not");
  }
  const core::List& turns = line.at("turns").as_list();
  std::vector<core::Value>& truths = truth_results_[id];
  for (size_t i = 0; i < turns.size(); ++i) {
    if (i >= check.turns.size()) return failed("turns", core::format("only {} were executed", check.turns.size()));
    const core::Value* truth = turns[i].find("gt");
    if (truth != nullptr && i >= truths.size()) truths.push_back(*truth);
    if (truth == nullptr && i < truths.size()) truth = &truths[i];
    const std::string difference = turn_difference(check.turns[i], turns[i], truth);
    if (!difference.empty()) return failed(core::format("turn {}", i), difference);
  }
  const std::string expected = expected_verdict(line);
  const std::string found = found_verdict(check);
  if (expected != found) return failed("verdict", text_difference(found, expected));
  const std::string difference = state_difference(check, line.at("final_state"));
  return difference.empty() ? Outcome{} : failed("state", difference);
}

}  // namespace eval::oracle
