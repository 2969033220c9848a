#include "env/bfcl/worlds/world.h"

#include <algorithm>

#include "core/error.h"
#include "core/format.h"
#include "core/text.h"
#include "env/bfcl/worlds/call_evaluator.h"
#include "env/bfcl/worlds/call_rewriter.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/result_text.h"

namespace env::bfcl {
namespace {

std::string instance_name_of(std::string_view stem, std::string_view class_name) {
  std::string name = core::format("{}_{}_instance", stem, class_name);
  for (char& c : name) {
    if (c == '-' || c == '.' || c == '/' || c == ':') c = '_';
  }
  return name;
}

const core::Dict& scenario_of(const core::Dict& initial_config, const std::string& class_name) {
  static const core::Dict kEmpty;
  const core::Value* scenario = initial_config.find(std::string_view(class_name));
  return scenario == nullptr ? kEmpty : scenario->as_dict();
}

}  // namespace

class World::Reach final : public Instances {
 public:
  explicit Reach(World& world) : world_(world) {}

  std::optional<std::string_view> class_of(std::string_view instance) const override {
    const size_t i = find(instance);
    if (i == world_.size()) return std::nullopt;
    return world_.instances_[i].info->name;
  }

  std::optional<BoundMethod> method(std::string_view instance, std::string_view name) override {
    const Instance& owner = world_.instances_[find(instance)];
    const std::vector<Method>& methods = owner.simulator->methods();
    const auto found = std::find_if(methods.begin(), methods.end(), [&](const Method& m) { return m.name == name; });
    if (found == methods.end()) return std::nullopt;
    const Place place{find(instance), static_cast<size_t>(found - methods.begin())};
    return BoundMethod{owner.info, found->name,
                       [this, place](CallArguments given) { return world_.run(place, std::move(given)); }};
  }

 private:
  size_t find(std::string_view instance) const {
    size_t i = 0;
    while (i < world_.size() && world_.instances_[i].name != instance) ++i;
    return i;
  }

  World& world_;
};

World::World(const WorldOptions& options) {
  auto names = std::make_shared<Names>();
  for (const std::string& class_name : options.classes) {
    const ClassInfo* info = find_class(class_name);
    if (info == nullptr) {
      std::vector<std::string> known;
      for (const ClassInfo& other : simulated_classes()) known.emplace_back(other.name);
      throw core::data_error(core::format("no simulator of the class '{}'", class_name),
                             "there are " + core::join(known, ", "));
    }
    Instance instance{instance_name_of(options.instance_stem, class_name), info, info->make(options.process)};
    try {
      instance.simulator->load_scenario(scenario_of(options.initial_config, class_name), options.long_context);
    } catch (const PythonError& error) {
      throw core::data_error(core::format("initial_config of {}: {}", class_name, error.text));
    }
    // Names point into the method tables of the classes, which outlive every instance.
    const std::vector<Method>& methods = instance.simulator->methods();
    for (size_t i = 0; i < methods.size(); ++i) (*names)[methods[i].name] = {instances_.size(), i};
    instances_.push_back(std::move(instance));
  }
  names_ = std::move(names);
}

World::World(const World& other) : names_(other.names_) {
  instances_.reserve(other.instances_.size());
  for (const Instance& instance : other.instances_) {
    instances_.push_back({instance.name, instance.info, instance.simulator->clone()});
  }
}

core::Value World::run(const Place& place, CallArguments arguments) {
  Simulator& simulator = *instances_[place.instance].simulator;
  const Method& method = simulator.methods()[place.method];
  return simulator.call(place.method, bind_arguments(simulator.class_name(), method, std::move(arguments)));
}

template <class Function>
CallOutcome World::attempt(Function function) {
  CallOutcome outcome;
  try {
    outcome.value = function();
    outcome.text = result_text(outcome.value);
  } catch (const PythonError& error) {
    outcome = {core::Value(), error_text(error.text), true};
  }
  return outcome;
}

CallOutcome World::execute(std::string_view call_text) {
  return attempt([&] {
    const std::string text = rewrite_calls(call_text, [this](std::string_view method) -> const std::string* {
      const auto place = names_->find(method);
      return place == names_->end() ? nullptr : &instances_[place->second.instance].name;
    });
    if (const auto refused = refused_name(text)) {
      throw PythonError(core::format("Function call {} is not allowed.", *refused));
    }
    Reach reach(*this);
    return evaluate_call(text, reach);
  });
}

CallOutcome World::call(std::string_view method, CallArguments arguments) {
  return attempt([&] {
    const auto place = names_->find(method);
    if (place == names_->end()) throw PythonError(core::format("name '{}' is not defined", method));
    return run(place->second, std::move(arguments));
  });
}

}  // namespace env::bfcl
