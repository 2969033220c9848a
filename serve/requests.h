// Bodies of /v1/chat/completions and /v1/completions as typed requests. Everything that can be wrong with one is found
// here, before anything is generated. Knows no connections, no templates and no engine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "chat/tokenizer.h"
#include "core/value.h"
#include "model/policy.h"
#include "serve/serve_config.h"

namespace serve {

// What both have in common.
struct CommonParams {
  int64_t n = 1;
  int64_t max_tokens = 0;  // 0: not said
  // Stop ids and max_new_tokens are the server's to fill in; without `seeded` the seed, too.
  model::SamplingParams sampling;
  bool seeded = false;
  std::vector<std::string> stop;
  std::vector<chat::TokenId> stop_ids;  // beside those of the model
  bool skip_special = true;             // special tokens are not part of the text
  bool stream = false;
  bool include_usage = false;
};

enum class ToolChoice { automatic, none, required, named };

// A reply that is one JSON value.
struct JsonFormat {
  std::optional<core::Value> schema;  // nullopt: any object
  bool strict = false;
};

struct ChatRequest {
  CommonParams common;
  chat::Conversation conversation;
  ToolChoice tool_choice = ToolChoice::automatic;
  std::string tool;                       // for ToolChoice::named
  std::vector<std::string> strict_tools;  // whose calls are held to their schemas, whatever the model chooses
  std::optional<JsonFormat> json;
  bool parallel_calls = true;
  bool thinking = true;
};

struct CompletionPrompt {
  std::string text;
  std::vector<chat::TokenId> ids;  // where not empty: in place of the text
};

struct CompletionRequest {
  CommonParams common;
  std::vector<CompletionPrompt> prompts;
  bool echo = false;
};

struct RequestRules {
  std::string model;
  LimitsConfig limits;
  const chat::Tokenizer& tokenizer;
  bool thinking = true;

  int64_t last_token() const { return static_cast<int64_t>(tokenizer.vocab_size()) - 1; }
  bool knows_token(int64_t id) const {
    return id >= 0 && id <= last_token() && tokenizer.knows(static_cast<chat::TokenId>(id));
  }
};

// The body as an object. Throws ApiError for what is no UTF-8, no JSON or no object.
core::Dict parse_body(std::string_view body);

// Throw ApiError.
ChatRequest read_chat_request(const core::Dict& body, const RequestRules& rules);
CompletionRequest read_completion_request(const core::Dict& body, const RequestRules& rules);

}  // namespace serve
