#include "synth/render.h"

#include "core/format.h"
#include "core/json.h"

namespace synth {

using core::Dict;
using core::List;
using core::Value;

chat::Conversation to_conversation(const Sample& sample) {
  chat::Conversation out;
  for (const auto& tool : sample.tools) out.tools.push_back(tool->spec);
  chat::Message user;
  user.content = sample.request;
  chat::Message assistant;
  assistant.role = chat::Role::assistant;
  assistant.content = sample.reply;
  assistant.tool_calls = sample.tool_calls();
  for (size_t i = 0; i < assistant.tool_calls.size(); ++i) {
    assistant.tool_calls[i].id = core::format("call_{}_{}", sample.index, i);
  }
  out.messages = {std::move(user), std::move(assistant)};
  return out;
}

Dict metadata(const Sample& sample, int64_t seed) {
  List families;
  for (const auto& tool : sample.tools) families.emplace_back(tool->family->id);
  List provenance;
  for (const Mention& place : sample.mentions) {
    const ToolParam& param = sample.tools[sample.calls[place.call].tool]->params[place.param];
    std::string name = param.name;
    if (place.field >= 0) name += "." + param.fields[static_cast<size_t>(place.field)].name;
    provenance.emplace_back(Dict{{"call", Value(place.call)},
                                 {"argument", Value(std::move(name))},
                                 {"span", Value(List{Value(place.begin), Value(place.end)})},
                                 {"text", Value(sample.request.substr(place.begin, place.end - place.begin))},
                                 {"form", Value(place.form)}});
  }
  for (size_t i = 0; i < sample.calls.size(); ++i) {
    const Call& call = sample.calls[i];
    for (size_t j = 0; j < call.drawn.size(); ++j) {
      if (call.drawn[j]) continue;
      provenance.emplace_back(Dict{{"call", Value(i)},
                                   {"argument", Value(sample.tools[call.tool]->params[j].name)},
                                   {"form", Value("omitted")}});
    }
  }
  List frames;
  for (const std::string& frame : sample.frames) frames.emplace_back(frame);
  return {{"id", Value(core::format("{}_{}", sample_kind_name(sample.kind), sample.index))},
          {"index", Value(sample.index)},
          {"kind", Value(sample_kind_name(sample.kind))},
          {"seed", Value(seed)},
          {"domain", Value(sample.tools[0]->family->domain)},
          {"families", Value(std::move(families))},
          {"frames", Value(std::move(frames))},
          {"provenance", Value(std::move(provenance))}};
}

std::string render_line(const Sample& sample, int64_t seed, const chat::BfclPrompts* prompts) {
  chat::Conversation conversation = to_conversation(sample);
  if (prompts != nullptr) conversation = chat::in_prompt_form(*prompts, conversation);
  Dict line = chat::conversation_to_json(conversation);
  if (prompts != nullptr) line.erase("tools");
  line["metadata"] = Value(metadata(sample, seed));
  return core::dump_json(Value(std::move(line)));
}

}  // namespace synth
