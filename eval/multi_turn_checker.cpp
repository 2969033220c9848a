#include "eval/multi_turn_checker.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "env/bfcl/worlds/python_error.h"

namespace eval {
namespace {

using core::Value;
using env::bfcl::World;

core::List text_list(const std::vector<std::string>& texts) {
  core::List list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

// Attributes that the reference lists as differing. Simulators print their state as values, which are too coarse only
// for directories that contain themselves: then everything that is no plain value may differ.
std::vector<std::string> differing_attributes(const env::bfcl::Simulator& model, const env::bfcl::Simulator& truth) {
  const core::Dict left = model.state();
  const core::Dict right = truth.state();
  std::vector<std::string> differing;
  std::vector<std::string> containers;
  for (const auto& [name, value] : right) {
    const Value* other = left.find(name);
    if (other == nullptr || !core::python_equal(*other, value)) differing.push_back(name.as_string());
    if (value.is_dict() || value.is_list()) containers.push_back(name.as_string());
  }
  return differing.empty() ? containers : differing;
}

using Texts = std::vector<const std::string*>;

// The truth's results that are not among the model's, each of which stands for one only.
std::vector<std::string> missing_items(const std::vector<std::string>& truth, Texts model) {
  std::vector<std::string> missing;
  for (const std::string& item : truth) {
    const auto found = std::find_if(model.begin(), model.end(), [&](const std::string* text) { return *text == item; });
    if (found == model.end()) {
      missing.push_back(item);
    } else {
      model.erase(found);
    }
  }
  return missing;
}

class Check {
 public:
  Check(const env::bfcl::Entry& entry, const std::string& model_name, MultiTurnCheck& out) : out_(out) {
    // Model and truth share what the reference's simulators share within a process; no two entries do.
    const auto process = std::make_shared<env::bfcl::ProcessState>();
    out.model_world = make_entry_world(entry, model_name + "_eval", process);
    out.truth_world = make_entry_world(entry, model_name + "_ground_truth_eval", process);
  }

  void run(const core::List& truth) {
    for (size_t turn = 0; turn < truth.size() && out_.verdict.valid(); ++turn) {
      run_turn(turn, out_.decoded.at(turn).as_list(), truth[turn].as_list());
    }
  }

 private:
  void run_turn(size_t turn, const core::List& steps, const core::List& truth) {
    ExecutedTurn& executed = out_.turns.emplace_back();
    for (const Value& step : steps) {
      std::vector<std::string>& results = executed.model.emplace_back();
      for (const Value& call : step.as_list()) results.push_back(out_.model_world->execute(call.as_string()).text);
      for (const std::string& result : results) seen_.push_back(&result);
    }
    for (const Value& call : truth) executed.truth.push_back(out_.truth_world->execute(call.as_string()).text);
    // Nothing is asked of a turn without calls; what the model did in it counts later.
    if (truth.empty()) return;
    if (steps.empty()) {
      fail("multi_turn:empty_turn_model_response", core::format("Model response list is empty for turn {}", turn));
      return;
    }
    check_states();
    if (out_.verdict.valid()) check_results(turn, executed.truth);
  }

  void check_states() {
    for (size_t i = 0; i < out_.truth_world->size(); ++i) {
      const env::bfcl::Simulator& model = out_.model_world->simulator(i);
      const env::bfcl::Simulator& truth = out_.truth_world->simulator(i);
      try {
        if (model.equals(truth)) continue;
      } catch (const env::bfcl::PythonError& error) {
        out_.verdict.failure = Failure::raises(error.text);
        return;
      }
      out_.differing_class = truth.class_name();
      out_.differing_attributes = differing_attributes(model, truth);
      fail("multi_turn:instance_state_mismatch",
           core::format("Model instance for {} does not match the state with ground truth instance.",
                        truth.class_name()),
           core::Dict{{"differing_attributes", text_list(out_.differing_attributes)}});
      return;
    }
  }

  void check_results(size_t turn, const std::vector<std::string>& truth) {
    out_.missing_items = missing_items(truth, seen_);
    if (out_.missing_items.empty()) return;
    fail("multi_turn:execution_response_mismatch",
         core::format("Model response execution results so far does not contain all the ground truth response "
                      "execution results for turn {}.",
                      turn),
         core::Dict{{"missing_items", text_list(out_.missing_items)}});
  }

  void fail(std::string type, std::string message, core::Dict details = {}) {
    out_.verdict.failure = Failure::one(std::move(type), std::move(message));
    if (!details.empty()) out_.verdict.failure->errors.emplace_back(std::move(details));
  }

  MultiTurnCheck& out_;
  Texts seen_;  // the model's results of all turns so far, in out_.turns: growing does not move the texts of a step
};

MultiTurnCheck failed(std::string type, std::string message) {
  MultiTurnCheck check;
  check.verdict.failure = Failure::one(std::move(type), std::move(message));
  return check;
}

// decoded_calls, as values.
core::List call_texts(DecodeMode mode, const Value& reply) {
  Decoded decoded = decode_execute(mode, reply);
  if (!decoded.ok || !decoded.value.is_list()) return {};
  core::List calls = std::move(decoded.value.as_list());
  for (const Value& call : calls) static_cast<void>(call.as_string());  // throws where it is something else
  // One call without any text counts as none (reference: is_empty_execute_response).
  if (calls.size() == 1 && calls.front().as_string().empty()) calls.clear();
  return calls;
}

}  // namespace

bool is_simulated(const env::bfcl::Entry& entry) {
  return entry.category->checker == env::bfcl::Checker::multi_turn &&
         std::all_of(entry.involved_classes.begin(), entry.involved_classes.end(),
                     [](const std::string& name) { return env::bfcl::find_class(name) != nullptr; });
}

std::unique_ptr<World> make_entry_world(const env::bfcl::Entry& entry, const std::string& owner,
                                        std::shared_ptr<env::bfcl::ProcessState> process) {
  env::bfcl::WorldOptions options;
  options.classes = entry.involved_classes;
  options.long_context = entry.category->name.find("long_context") != std::string_view::npos;
  options.instance_stem = owner + "_" + entry.id;
  options.process = std::move(process);
  return std::make_unique<World>(options, entry.initial_config);
}

std::vector<std::string> decoded_calls(DecodeMode mode, const Value& reply) {
  std::vector<std::string> calls;
  for (const Value& call : call_texts(mode, reply)) calls.push_back(call.as_string());
  return calls;
}

MultiTurnCheck check_decoded_turns(const env::bfcl::Entry& entry, core::List decoded, const std::string& model_name) {
  const core::List& truth = entry.ground_truth.as_list();
  MultiTurnCheck check;
  if (decoded.size() != truth.size()) {
    check = failed("multi_turn:force_terminated",
                   core::format("Model was force-terminated during inference phase. The length of the model result "
                                "turns ({}) does not match the length of the ground truth turns ({}).",
                                decoded.size(), truth.size()));
    check.decoded = std::move(decoded);
    return check;
  }
  check.decoded = std::move(decoded);
  Check(entry, model_name, check).run(truth);
  return check;
}

MultiTurnCheck check_multi_turn(const env::bfcl::Entry& entry, DecodeMode mode, const Value& result,
                                const std::string& model_name) {
  if (!result.is_list()) {
    return failed("multi_turn:inference_error",
                  "Error during inference phase. Model did not output a list of model responses.");
  }
  core::List decoded;
  for (const Value& turn : result.as_list()) {
    core::List steps;
    // The reference goes through a turn that is a text letter by letter, and no letter is a call.
    if (turn.is_list()) {
      for (const Value& reply : turn.as_list()) {
        core::List calls = call_texts(mode, reply);
        if (!calls.empty()) steps.emplace_back(std::move(calls));
      }
    } else if (!turn.is_string()) {
      MultiTurnCheck check;
      check.verdict.failure = Failure::raises(core::format("a turn is no list, but {}", turn.type_name()));
      return check;
    }
    decoded.emplace_back(std::move(steps));
  }
  return check_decoded_turns(entry, std::move(decoded), model_name);
}

}  // namespace eval
