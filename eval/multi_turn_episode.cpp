#include "eval/multi_turn_episode.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"
#include "env/bfcl/worlds/memory_api.h"
#include "env/bfcl/worlds/service_failure.h"
#include "env/bfcl/worlds/world_environment.h"
#include "eval/handler.h"
#include "eval/multi_turn_checker.h"

namespace eval {
namespace {

using core::Value;
using rollout::Ending;
using rollout::ending_name;

// The first document of that name; it goes from the list.
Value take_function(core::List& functions, const std::string& name) {
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const Value& function) { return function.get_string("name") == name; });
  if (found == functions.end()) throw core::data_error(core::format("missed_function: no document of '{}'", name));
  Value function = std::move(*found);
  functions.erase(found);
  return function;
}

chat::Message message_of(chat::Role role, std::string content) {
  chat::Message message;
  message.role = role;
  message.content = std::move(content);
  return message;
}

std::unique_ptr<env::bfcl::World> make_world(const env::bfcl::Entry& entry, const MultiTurnEpisode::Setting& setting) {
  auto process = std::make_shared<env::bfcl::ProcessState>();
  process->web = setting.web;
  process->text_encoder = setting.text_encoder;
  return make_entry_world(entry, setting.model_name, std::move(process));
}

// nullptr where the world is no memory. The reference's memory entries have that one class.
const env::bfcl::MemorySimulator* memory_of(const env::bfcl::World& world) {
  return world.size() == 1 ? dynamic_cast<const env::bfcl::MemorySimulator*>(&world.simulator(0)) : nullptr;
}

}  // namespace

core::List StepList::turns() const {
  core::List turns = turns_;
  if (!turn_.empty()) turns.emplace_back(turn_);
  return turns;
}

MultiTurnScript multi_turn_script(const env::bfcl::Entry& entry, const env::bfcl::Dataset& dataset,
                                  const chat::BfclPrompts& prompts, DecodeMode mode) {
  MultiTurnScript script;
  core::List functions;
  const auto tools = env::bfcl::read_tools(dataset.root(), entry.involved_classes);
  for (const chat::ToolSpec& tool : *tools) {
    functions.emplace_back(tool.definition);
    script.tools.push_back(tool);
  }
  for (const Value& turn : entry.question) {
    std::vector<chat::Message>& messages = script.turns.emplace_back();
    for (const Value& message : turn.as_list()) messages.push_back(chat::message_from_json(message));
  }
  if (entry.category->checker == env::bfcl::Checker::agentic && !entry.prerequisite && !script.turns.empty()) {
    std::vector<chat::Message>& first = script.turns.front();
    first.insert(first.begin(),
                 message_of(chat::Role::system, prompts.text("ADDITIONAL_SYSTEM_PROMPT_FOR_AGENTIC_RESPONSE_FORMAT")));
  }
  for (const auto& [turn, names] : entry.missed_functions) {
    core::List announced;
    for (const std::string& name : names) announced.push_back(take_function(functions, name));
    if (turn >= script.turns.size()) throw core::data_error(core::format("missed_function: no turn {}", turn));
    if (mode == DecodeMode::openai_fc) {
      script.turns[turn] = {
          message_of(chat::Role::user, prompts.text("DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC"))};
      script.announced[turn] = std::move(announced);
    } else {
      script.turns[turn] = {message_of(
          chat::Role::user, core::replace_all(prompts.text("DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_PROMPTING"),
                                              "{functions}", core::python_repr(announced)))};
    }
  }
  // Announced documents have left before the hints are written.
  script.functions = prompts.apply_language_hints(std::move(functions), chat::DocLanguage::python).as_list();
  return script;
}

MultiTurnEpisode::MultiTurnEpisode(const env::bfcl::Entry& entry, MultiTurnScript script,
                                   const chat::BfclPrompts& prompts, const Setting& setting)
    : entry_(entry), handler_(setting.handler), script_(std::move(script)), world_(make_world(entry, setting)) {
  FR_CHECK(!script_.turns.empty(), "an entry without turns");
  std::vector<chat::Message>& first = script_.turns.front();
  if (const env::bfcl::MemorySimulator* memory = memory_of(*world_)) {
    const bool unified = memory->class_name() == "MemoryAPI_rec_sum";
    chat::put_system_prompt(first, prompts.memory_instruction(entry.scenario, unified, memory->context()));
  }
  // Later announcements join a copy.
  conversation_ = opening(prompts, handler_.decode,
                          script_.announced.empty() ? std::move(script_.functions) : script_.functions, first);
  announce_functions();
  line_.finish = ending_name(Ending::answer);
}

void MultiTurnEpisode::announce_functions() {
  const auto announced = script_.announced.find(turn_);
  if (announced == script_.announced.end()) return;
  script_.functions.insert(script_.functions.end(), announced->second.begin(), announced->second.end());
  conversation_.tools = function_tools(handler_.decode, script_.functions);
}

bool MultiTurnEpisode::begin_turn() {
  if (turn_ == script_.turns.size()) return false;
  announce_functions();
  std::vector<chat::Message>& messages = conversation_.messages;
  messages.insert(messages.end(), script_.turns[turn_].begin(), script_.turns[turn_].end());
  return true;
}

bool MultiTurnEpisode::end_turn() {
  for (StepList* list : {&replies_, &reasoning_, &input_tokens_, &output_tokens_, &latency_s_}) list->end_turn();
  steps_ = 0;
  ++turn_;
  return begin_turn();
}

// The reply as the history shows it; of a handler that opens the thought the answer alone. qwen_fc: calls are read off
// all of the reply, its reasoning included; the reference dies on calls that are not well formed, here they stay text.
void MultiTurnEpisode::remember(const rollout::Reply& reply, const StoredReply& stored) {
  chat::Message said;
  said.role = chat::Role::assistant;
  said.tool_calls = reply.calls;
  if (!stored.reasoning.empty() && !handler_.opens_thought) said.reasoning = stored.reasoning;
  if (handler_.decode == DecodeMode::qwen_fc) {
    if (const Decoded calls = decode_ast(handler_.decode, Value(reply.text)); calls.ok) {
      for (const Value& call : calls.value.as_list()) {
        const core::DictItem& item = *call.as_dict().begin();
        if (!item.key.is_string()) continue;
        said.tool_calls.push_back({item.key.as_string(), item.value.as_dict(), {}, {}});
      }
    }
  }
  if (handler_.decode == DecodeMode::openai_fc) {
    said.content = reply.text;
  } else if (said.tool_calls.empty() && stored.result.is_string()) {
    said.content = stored.result.as_string();
  }
  conversation_.messages.push_back(std::move(said));
}

bool MultiTurnEpisode::take_reply(const rollout::Reply& reply) {
  if (reply.overflow) {
    line_.finish = ending_name(Ending::context);
    return false;
  }
  if (!reply.failure.empty()) {
    line_.finish = kEndpointFinish;
    failure_ = reply.failure;
    return false;
  }
  const StoredReply stored = stored_reply(handler_, reply);
  any_reasoning_ = any_reasoning_ || !stored.reasoning.empty();
  ExecutedCalls executed{decoded_calls(handler_.decode, stored.result), {}, reply.calls};
  replies_.add(stored.result);
  reasoning_.add(stored.reasoning);
  input_tokens_.add(static_cast<int64_t>(reply.prompt_tokens));
  output_tokens_.add(static_cast<int64_t>(reply.tokens));
  latency_s_.add(reply.latency_s);
  remember(reply, stored);
  if (executed.texts.empty()) return end_turn();

  try {
    for (const std::string& call : executed.texts) executed.results.push_back(world_->execute(call).text);
  } catch (const env::bfcl::ServiceFailure& failure) {
    line_.finish = kEndpointFinish;
    failure_ = failure.what();
    return false;
  }
  append_results(conversation_.messages, handler_.results, executed);
  if (++steps_ <= kMaxSteps) return true;
  line_.finish = ending_name(Ending::tool_limit);
  turn_ = script_.turns.size() - 1;  // no later turn is played
  end_turn();
  return false;
}

ResultLine MultiTurnEpisode::result() const {
  ResultLine line = line_;
  line.id = entry_.id;
  line.category = entry_.category->name;
  line.result = replies_.turns();
  if (any_reasoning_) line.turn_reasoning = reasoning_.turns();
  line.input_tokens = input_tokens_.turns();
  line.output_tokens = output_tokens_.turns();
  line.latency_s = latency_s_.turns();
  const env::bfcl::MemorySimulator* memory = memory_of(*world_);
  const bool broken_off = line.finish == ending_name(Ending::context) || line.finish == kEndpointFinish;
  if (entry_.prerequisite && memory != nullptr && !broken_off) line.memory = memory->snapshot();
  if (line.finish == kEndpointFinish) line.result = inference_error(failure_);
  return line;
}

}  // namespace eval
