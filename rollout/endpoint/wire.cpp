#include "rollout/endpoint/wire.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "core/utf8.h"

namespace rollout::endpoint {
namespace {

using core::Dict;
using core::Value;
using Fate = Received::Fate;

// Chain of thought is not sent back. Where a message is nothing but calls its content is null.
Value wire_message(chat::Message message) {
  message.reasoning.reset();
  Value json = chat::message_to_json(message);
  if (!message.tool_calls.empty() && message.content.empty()) json.as_dict()["content"] = Value();
  return json;
}

// What fits into a log line.
std::string one_line(std::string_view text) {
  constexpr size_t kLongest = 300;
  std::string line(core::trim(text.substr(0, std::min(text.size(), 4 * kLongest))));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  if (line.size() > kLongest) line = std::string(core::utf8_prefix(line, kLongest)) + "…";
  return line;
}

std::optional<Value> parsed(const std::string& text) {
  try {
    return core::parse_json(text);
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

// The message of an error body, in the forms that servers use; else the body itself.
std::string error_message(const std::string& body) {
  const std::optional<Value> json = parsed(body);
  if (!json) return one_line(body);
  const Value* error = json->find("error");
  for (const Value* place :
       {error != nullptr ? error->find("message") : nullptr, error, json->find("message"), json->find("detail")}) {
    if (place != nullptr && place->is_string()) return one_line(place->as_string());
  }
  return one_line(body);
}

// The words of OpenAI, vLLM, SGLang and llama.cpp for a prompt that is too long.
bool speaks_of_context(const std::string& body) {
  constexpr std::array<std::string_view, 5> kWords = {"context length", "context_length", "context size",
                                                      "context window", "exceed_context_size"};
  const std::string text = core::to_lower_ascii(body);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

Fate fate_of_status(int status, const std::string& body) {
  const bool about_prompt = status == 400 || status == 413 || status == 422 || status == 500;
  if (about_prompt && speaks_of_context(body)) return Fate::overflow;
  if (status == 401 || status == 404 || (status >= 300 && status < 400) || status == 405) return Fate::hopeless;
  if (status == 408 || status == 409 || status == 425 || status == 429 || status >= 500) return Fate::retry;
  return Fate::failed;
}

Fate fate_of_trouble(core::HttpAnswer::Trouble trouble) {
  using Trouble = core::HttpAnswer::Trouble;
  if (trouble == Trouble::unusable) return Fate::hopeless;
  return trouble == Trouble::too_long ? Fate::failed : Fate::retry;
}

// The text under `key`: a string, or a list of parts with texts.
std::optional<std::string> text_at(const Value& json, std::string_view key) {
  const Value* value = json.find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->as_string();
  if (!value->is_list()) return std::nullopt;
  std::string text;
  for (const Value& part : value->as_list()) text += part.get_string("text");
  return text;
}

// A call without a name or with arguments that are no text is not one that the protocol knows.
std::optional<chat::ToolCall> read_call(const Value& json) {
  const Value* function = json.find("function");
  if (function == nullptr) return std::nullopt;
  const Value* name = function->find("name");
  const Value* arguments = function->find("arguments");
  if (name == nullptr || !name->is_string() || arguments == nullptr) return std::nullopt;
  if (!arguments->is_string() && !arguments->is_dict()) return std::nullopt;
  chat::ToolCall call;
  call.name = name->as_string();
  call.arguments_text = arguments->is_string() ? arguments->as_string() : core::dump_json(*arguments);
  const Value* id = json.find("id");
  if (id != nullptr && id->is_string()) call.id = id->as_string();
  return call;
}

// Throws core::Error(data) for what is no reply.
Reply read_choice(const Value& choice) {
  Reply reply;
  if (choice.get_string("finish_reason") == "length") reply.finish = model::FinishReason::length;
  const Value* message = choice.find("message");
  if (message == nullptr) {
    reply.text = choice.at("text").as_string();
    return reply;
  }
  const std::optional<std::string> content = text_at(*message, "content");
  reply.text = content.value_or("");
  reply.silent = !content;
  for (const std::string_view key : {"reasoning_content", "reasoning"}) {
    if (reply.reasoning.empty()) reply.reasoning = text_at(*message, key).value_or("");
  }
  const Value* calls = message->find("tool_calls");
  if (calls == nullptr || !calls->is_list()) return reply;
  for (const Value& item : calls->as_list()) {
    std::optional<chat::ToolCall> call = read_call(item);
    if (!call) throw core::data_error("a tool call without name or arguments");
    reply.calls.push_back(std::move(*call));
  }
  return reply;
}

size_t count_at(const Value* usage, std::string_view key) {
  if (usage == nullptr) return 0;
  const Value* count = usage->find(key);
  const bool counts = count != nullptr && count->type() == Value::Type::integer && count->as_int() > 0;
  return counts ? static_cast<size_t>(count->as_int()) : 0;
}

Received read_body(const core::HttpAnswer& answer) {
  const std::optional<Value> json = parsed(answer.body);
  if (!json) return {Fate::retry, {}, "the answer is no JSON: " + one_line(answer.body)};
  const Value* choices = json->find("choices");
  if (choices == nullptr || !choices->is_list() || choices->as_list().empty()) {
    return {Fate::retry, {}, "the answer has no choices: " + error_message(answer.body)};
  }
  try {
    Received received{Fate::replied, read_choice(choices->as_list().front()), {}};
    const Value* usage = json->find("usage");
    received.reply.prompt_tokens = count_at(usage, "prompt_tokens");
    received.reply.tokens = count_at(usage, "completion_tokens");
    received.reply.latency_s = answer.seconds;
    return received;
  } catch (const core::Error& error) {
    return {Fate::retry, {}, core::format("the answer is no completion: {}", error.what())};
  }
}

}  // namespace

RequestForm::RequestForm(const EndpointConfig& config, const Sampling& sampling) : config_(config) {
  sampling_["temperature"] = sampling.temperature;
  if (sampling.top_p < 1) sampling_["top_p"] = sampling.top_p;
  if (sampling.top_k > 0) sampling_["top_k"] = sampling.top_k;
  if (!config.extra.empty()) extra_ = core::parse_json(config.extra).as_dict();
}

std::string RequestForm::finish(Dict body, std::optional<int64_t> seed) const {
  for (const auto& [key, value] : sampling_) body[key.as_string()] = value;
  if (seed) body["seed"] = *seed;
  for (const auto& [key, value] : extra_) {
    if (value.is_none()) {
      body.erase(key.as_string());
    } else {
      body[key.as_string()] = value;
    }
  }
  return core::dump_json(std::move(body));
}

std::string RequestForm::chat_body(const chat::Conversation& conversation, std::optional<int64_t> seed) const {
  core::List messages;
  for (const chat::Message& message : conversation.messages) messages.push_back(wire_message(message));
  Dict body{{"model", config_.model}, {"messages", std::move(messages)}};
  if (!conversation.tools.empty()) {
    core::List tools;
    for (const chat::ToolSpec& tool : conversation.tools) tools.push_back(tool.to_openai());
    body["tools"] = std::move(tools);
  }
  if (config_.max_tokens > 0) body["max_tokens"] = config_.max_tokens;
  body["store"] = false;
  return finish(std::move(body), seed);
}

std::string RequestForm::completion_body(const std::string& prompt, int64_t max_tokens,
                                         std::optional<int64_t> seed) const {
  return finish(Dict{{"model", config_.model}, {"prompt", prompt}, {"max_tokens", max_tokens}}, seed);
}

std::optional<Received> refusal(const core::HttpAnswer& answer) {
  if (answer.trouble != core::HttpAnswer::Trouble::none) {
    return Received{fate_of_trouble(answer.trouble), {}, one_line(answer.trouble_text)};
  }
  if (answer.status == 200) return std::nullopt;
  const Fate fate = answer.status >= 300 ? fate_of_status(answer.status, answer.body) : Fate::retry;
  return Received{fate, {}, core::format("HTTP {}: {}", answer.status, error_message(answer.body))};
}

Received read_answer(const core::HttpAnswer& answer) {
  if (std::optional<Received> refused = refusal(answer)) return std::move(*refused);
  return read_body(answer);
}

}  // namespace rollout::endpoint
