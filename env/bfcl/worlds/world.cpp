#include "env/bfcl/worlds/world.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/format.h"
#include "core/text.h"
#include "env/bfcl/worlds/call_evaluator.h"
#include "env/bfcl/worlds/call_rewriter.h"
#include "env/bfcl/worlds/plain_call.h"
#include "env/bfcl/worlds/python_error.h"
#include "env/bfcl/worlds/result_text.h"

namespace env::bfcl {
namespace {

const core::Dict& scenario_of(const core::Dict& initial_config, const std::string& class_name) {
  static const core::Dict kEmpty;
  const core::Value* scenario = initial_config.find(std::string_view(class_name));
  return scenario == nullptr ? kEmpty : scenario->as_dict();
}

// The method of this name of a class; nullptr.
const MethodOfClass* method_named(const ClassInfo* info, std::span<const MethodOfClass> named) {
  const auto found = std::find_if(named.begin(), named.end(), [&](const MethodOfClass& m) { return m.info == info; });
  return found == named.end() ? nullptr : &*found;
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
    const size_t i = find(instance);
    const Instance& owner = world_.instances_[i];
    const MethodOfClass* found = method_named(owner.info, methods_named(name));
    if (found == nullptr) return std::nullopt;
    return BoundMethod{
        owner.info, found->method->name,
        [place = Place{owner.simulator.get(), found, i}](CallArguments given) { return run(place, std::move(given)); }};
  }

 private:
  size_t find(std::string_view instance) const {
    size_t i = 0;
    while (i < world_.size() && world_.instance_name(i) != instance) ++i;
    return i;
  }

  World& world_;
};

World::World(const WorldOptions& options, const core::Dict& initial_config) : stem_(options.instance_stem) {
  instances_.reserve(options.classes.size());
  for (const std::string& class_name : options.classes) {
    const ClassInfo* info = find_class(class_name);
    if (info == nullptr) {
      std::vector<std::string> known;
      for (const ClassInfo& other : simulated_classes()) known.emplace_back(other.name);
      throw core::data_error(core::format("no simulator of the class '{}'", class_name),
                             "there are " + core::join(known, ", "));
    }
    Instance instance{info, info->make(options.process)};
    try {
      instance.simulator->load_scenario(scenario_of(initial_config, class_name), options.long_context);
    } catch (const PythonError& error) {
      throw core::data_error(core::format("initial_config of {}: {}", class_name, error.text));
    }
    instances_.push_back(std::move(instance));
  }
}

World::World(const World& other) : stem_(other.stem_) {
  instances_.reserve(other.instances_.size());
  for (const Instance& instance : other.instances_) {
    instances_.push_back({instance.info, instance.simulator->clone()});
  }
}

std::string World::instance_name(size_t i) const {
  std::string name = core::format("{}_{}_instance", stem_, instances_[i].info->name);
  for (char& c : name) {
    if (c == '-' || c == '.' || c == '/' || c == ':') c = '_';
  }
  return name;
}

std::optional<World::Place> World::find_method(std::string_view name) const {
  const std::span<const MethodOfClass> named = methods_named(name);
  for (size_t i = named.empty() ? 0 : instances_.size(); i-- > 0;) {
    if (const auto* found = method_named(instances_[i].info, named)) {
      return Place{instances_[i].simulator.get(), found, i};
    }
  }
  return std::nullopt;
}

core::Value World::run(const Place& place, CallArguments arguments) {
  const auto& [info, method, number, refused] = *place.method;
  return place.simulator->call(number, bind_arguments(info->name, *method, std::move(arguments)));
}

template <class Function>
CallOutcome World::attempt(Function function) {
  CallOutcome outcome;
  try {
    function(outcome.value);
    outcome.text = result_text(outcome.value);
  } catch (const PythonError& error) {
    outcome = {core::Value(), error_text(error.text), true};
  }
  return outcome;
}

bool World::run_plain(std::string_view call_text, core::Value& answer) {
  constexpr size_t kMostParameters = 8;
  // Kept from call to call for the memory of its texts.
  thread_local std::array<core::Value, kMostParameters> values;
  const std::optional<Place> place = find_method(call_text.substr(0, call_text.find('(')));
  if (!place || place->method->refused) return false;
  const Method& method = *place->method->method;
  if (method.parameters.size() > kMostParameters) return false;
  const std::span arguments = std::span(values).first(method.parameters.size());
  if (!bind_plain_call(call_text, method, arguments)) return false;
  answer = place->simulator->call(place->method->number, arguments);
  return true;
}

core::Value World::evaluate(std::string_view call_text) {
  const std::string text = rewrite_calls(call_text, [this](std::string_view method) -> std::optional<std::string> {
    const auto place = find_method(method);
    if (!place) return std::nullopt;
    return instance_name(place->instance);
  });
  if (const auto refused = refused_name(text)) {
    throw PythonError(core::format("Function call {} is not allowed.", *refused));
  }
  Reach reach(*this);
  return evaluate_call(text, reach);
}

CallOutcome World::execute(std::string_view call_text) {
  return attempt([&](core::Value& answer) {
    if (!run_plain(call_text, answer)) answer = evaluate(call_text);
  });
}

CallOutcome World::call(std::string_view method, CallArguments arguments) {
  return attempt([&](core::Value& answer) {
    const auto place = find_method(method);
    if (!place) throw PythonError(core::format("name '{}' is not defined", method));
    answer = run(*place, std::move(arguments));
  });
}

}  // namespace env::bfcl
