#include "synth/chain/validate.h"

#include <algorithm>

#include "core/python_text.h"
#include "core/text.h"

namespace synth::chain {
namespace {

using core::Dict;
using core::Value;
using Category = Feedback::Category;

bool is_default(const Value& value, const Value* property) {
  if (value.is_none() || property == nullptr) return value.is_none();
  const Value* fallback = property->find("default");
  if (fallback == nullptr) return false;
  if (python_equal(*fallback, value)) return true;
  return fallback->is_string() && fallback->as_string() == core::python_str(value);  // documents write "False", "None"
}

const Value* property_of(const chat::ToolSpec* tool, const Value& name) {
  const Dict* schema = tool == nullptr ? nullptr : tool->parameters();
  const Value* properties = schema == nullptr ? nullptr : schema->find("properties");
  return properties == nullptr || !properties->is_dict() ? nullptr : properties->as_dict().find(name);
}

bool same_value(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) return core::trim(a.as_string()) == core::trim(b.as_string());
  return a.is_bool() == b.is_bool() && python_equal(a, b);
}

Dict without_defaults(const chat::ToolCall& call, const std::vector<chat::ToolSpec>& tools) {
  const chat::ToolSpec* tool = find_tool(tools, call.name);
  Dict out;
  for (const auto& [name, value] : call.arguments) {
    if (!is_default(value, property_of(tool, name))) out.set(name, value);
  }
  return out;
}

constexpr size_t kNone = SIZE_MAX;

// For every traced call the step that is it; kNone where there is none.
std::vector<size_t> match(const std::vector<Step>& steps, const Trace& trace, std::vector<bool>& used) {
  const auto& tools = trace.before->tools();
  std::vector<size_t> at(trace.calls.size(), kNone);
  used.assign(steps.size(), false);
  for (size_t k = 0; k < trace.calls.size(); ++k) {
    for (size_t i = 0; i < steps.size() && at[k] == kNone; ++i) {
      if (used[i] || steps[i].result.ok != trace.calls[k].result.ok) continue;
      if (!same_arguments(steps[i].call, trace.calls[k].call, tools)) continue;
      used[i] = true;
      at[k] = i;
    }
  }
  return at;
}

// The traced call whose step comes before one that it depends on; kNone where all is in order.
size_t out_of_order(const std::vector<size_t>& at, const Trace& trace) {
  for (size_t k = 0; k < at.size() && k < trace.needs.size(); ++k) {
    for (const size_t need : trace.needs[k]) {
      if (at[k] != kNone && at[need] != kNone && at[need] > at[k]) return k;
    }
  }
  return kNone;
}

// The traced call whose step came out differently; kNone where there is none. Steps in another order may draw other
// ids.
size_t other_result(const std::vector<size_t>& at, const std::vector<Step>& steps, const Trace& trace) {
  for (size_t k = 0; k < at.size(); ++k) {
    if (at[k] != kNone && steps[at[k]].result.text != trace.calls[k].result.text) return k;
  }
  return kNone;
}

bool same_outputs(const std::vector<Step>& steps, const Trace& trace) {
  std::vector<std::string> ours;
  std::vector<std::string> theirs;
  for (const Step& step : steps) ours.push_back(step.result.text);
  for (const TracedCall& traced : trace.calls) theirs.push_back(traced.result.text);
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  return ours == theirs;
}

}  // namespace

bool same_arguments(const chat::ToolCall& a, const chat::ToolCall& b, const std::vector<chat::ToolSpec>& tools) {
  if (a.name != b.name) return false;
  const Dict ours = without_defaults(a, tools);
  const Dict theirs = without_defaults(b, tools);
  if (ours.size() != theirs.size()) return false;
  return std::ranges::all_of(ours, [&](const core::DictItem& item) {
    const Value* other = theirs.find(item.key);
    return other != nullptr && same_value(item.value, *other);
  });
}

bool validate(const std::vector<Step>& steps, const Trace& trace, const env::Environment& world) {
  std::vector<bool> used;
  const std::vector<size_t> at = match(steps, trace, used);
  const bool all = std::ranges::find(at, kNone) == at.end() && steps.size() == trace.calls.size();
  if (all && out_of_order(at, trace) == kNone && other_result(at, steps, trace) == kNone) return true;
  return same_outputs(steps, trace) && identical(world.state(), trace.after->state());
}

Feedback criticise(const std::vector<Step>& steps, const Trace& trace) {
  const auto& tools = trace.before->tools();
  std::vector<bool> used;
  const std::vector<size_t> at = match(steps, trace, used);
  const auto missing = [&](std::string_view name) -> size_t {
    for (size_t k = 0; k < at.size(); ++k) {
      if (at[k] == kNone && trace.calls[k].call.name == name) return k;
    }
    return kNone;
  };
  for (size_t i = 0; i < steps.size(); ++i) {
    if (used[i]) continue;
    const size_t k = missing(steps[i].call.name);
    if (k == kNone) return {Category::wrong_tool, i, {}};
    // The tool is right, so an argument is not.
    const Dict ours = without_defaults(steps[i].call, tools);
    const Dict theirs = without_defaults(trace.calls[k].call, tools);
    for (const auto& [name, value] : ours) {
      if (theirs.find(name) == nullptr) return {Category::wrong_key, i, core::python_str(name)};
    }
    for (const auto& [name, value] : theirs) {
      if (ours.find(name) == nullptr) return {Category::wrong_key, i, core::python_str(name)};
    }
    for (const auto& [name, value] : ours) {
      if (!same_value(value, *theirs.find(name))) return {Category::wrong_literal, i, core::python_str(name)};
    }
    return {Category::order, i, {}};
  }
  for (size_t k = 0; k < at.size(); ++k) {
    if (at[k] != kNone) continue;
    // Before the first step that belongs after it.
    for (size_t later = k + 1; later < at.size(); ++later) {
      if (at[later] != kNone) return {Category::missing_step, at[later], {}};
    }
    return {Category::missing_step, steps.empty() ? 0 : steps.size() - 1, {}};
  }
  size_t k = out_of_order(at, trace);
  if (k == kNone) k = other_result(at, steps, trace);
  return {Category::order, k == kNone ? 0 : at[k], {}};
}

}  // namespace synth::chain
