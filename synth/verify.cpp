#include "synth/verify.h"

#include <charconv>

#include "chat/call_parser.h"
#include "core/format.h"
#include "core/python_text.h"
#include "synth/reader.h"

namespace synth {
namespace {

using core::Value;
using std::string;

string check_mentions(const Sample& sample, const Ontology& ontology) {
  std::vector<std::vector<bool>> seen;
  std::vector<std::vector<std::vector<bool>>> seen_fields;
  for (const Call& call : sample.calls) {
    seen.emplace_back(call.drawn.size(), false);
    auto& fields = seen_fields.emplace_back();
    for (const auto& drawn : call.drawn) fields.emplace_back(drawn ? drawn->fields.size() : 0, false);
  }
  for (const Mention& place : sample.mentions) {
    const Call& call = sample.calls.at(place.call);
    const ToolParam* param = &sample.tools[call.tool]->params.at(place.param);
    if (!call.drawn[place.param]) return core::format("provenance: '{}' is mentioned but not given", param->name);
    const Value* value = &call.drawn[place.param]->value;
    if (place.field >= 0) {
      const auto field = static_cast<size_t>(place.field);
      param = &param->fields.at(field);
      value = &call.drawn[place.param]->value.at(param->name);
      seen_fields[place.call][place.param][field] = true;
    }
    if (place.end > sample.request.size() || place.begin >= place.end) return "provenance: a span outside the request";
    const string text = sample.request.substr(place.begin, place.end - place.begin);
    const auto read = read_value(*param, text, ontology);
    if (!read) return core::format("unreadable: '{}' for {}", text, param->name);
    if (!core::identical(*read, *value)) {
      return core::format("misread: '{}' for {} reads as {}, the call has {}", text, param->name,
                          core::python_repr(*read), core::python_repr(*value));
    }
    seen[place.call][place.param] = true;
  }
  for (size_t i = 0; i < sample.calls.size(); ++i) {
    const Call& call = sample.calls[i];
    for (size_t j = 0; j < call.drawn.size(); ++j) {
      if (!call.drawn[j]) continue;
      const string& name = sample.tools[call.tool]->params[j].name;
      if (!seen[i][j]) return core::format("unmentioned: '{}' is given but not in the request", name);
      for (const bool field : seen_fields[i][j]) {
        if (!field) return core::format("unmentioned: a field of '{}' is not in the request", name);
      }
    }
  }
  return {};
}

}  // namespace

env::DeclaredTool declare(const Tool& tool) {
  env::DeclaredTool out;
  out.spec = tool.spec;
  out.formula = tool.family->formula;
  for (const ToolParam& param : tool.params) {
    out.variables.emplace_back(param.name, param.spec->key);
    if (param.spec->kind == ValueKind::percent && !param.percent_as_decimal)
      out.percent_points.push_back(param.spec->key);
  }
  for (const ParamSpec& spec : tool.family->params) {
    double number = 0;
    const string& text = spec.default_text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) continue;
    out.defaults[spec.key] = {spec.kind == ValueKind::percent ? number / 100 : number};
  }
  return out;
}

string verify_sample(const Sample& sample, const Ontology& ontology) {
  if (sample.request.empty()) return "empty: no request";
  if (sample.calls.empty() == sample.reply.empty()) return "answer: a sample has calls or a reply";
  for (const Call& call : sample.calls) {
    const env::DeclaredResult result = env::call_declared(declare(*sample.tools[call.tool]), sample.arguments(call));
    if (!result.ok()) return "execution: " + result.error;
  }
  if (const string problem = check_mentions(sample, ontology); !problem.empty()) return problem;
  const auto calls = sample.tool_calls();
  const auto parsed = chat::parse_python_calls(calls.empty() ? sample.reply : chat::format_python_calls(calls));
  if (calls.empty()) return parsed.ok() ? "reply: reads as a call" : "";
  if (!parsed.ok() || parsed.calls.size() != calls.size()) return "parse: " + parsed.message;
  for (size_t i = 0; i < calls.size(); ++i) {
    const bool same = parsed.calls[i].name == calls[i].name &&
                      core::identical(Value(parsed.calls[i].arguments), Value(calls[i].arguments));
    if (!same) return "parse: the call reads back differently";
  }
  return {};
}

}  // namespace synth
