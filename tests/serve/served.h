// A server with a policy by script, and what tests ask it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/renderer.h"
#include "rollout/scripted_policy.h"
#include "serve/server.h"
#include "tests/byte_tokenizer.h"
#include "tests/serve/talk.h"

namespace fixtures {

struct ServedOptions {
  serve::ServeConfig config;
  std::string renderer = "qwen3";
  std::vector<std::string> tags;  // of the tokenizer, beside ChatML's
  int gap = 0;                    // ids before theirs that have no token
  const chat::BfclPrompts* prompts = nullptr;
  double step_s = 0;
  int64_t context = 1 << 20;
};

class Served {
 public:
  explicit Served(rollout::ScriptedPolicy::Answer answer, ServedOptions options = {})
      : tokenizer_(byte_tokenizer({}, options.tags, options.gap)),
        renderer_(chat::make_renderer(options.renderer)),
        policy(tokenizer_, std::move(answer)) {
    policy.step_s = options.step_s;
    policy.context = options.context;
    options.config.name = "scripted";
    options.config.port = 0;
    options.config.log_requests = false;
    server = std::make_unique<serve::Server>(options.config,
                                             serve::ServedParts{tokenizer_, *renderer_, policy, options.prompts});
  }
  // The same reply to everything.
  explicit Served(std::string reply, ServedOptions options = {})
      : Served([reply](std::string_view) { return rollout::ScriptedReply{reply, {}, true}; }, std::move(options)) {}

  const chat::Tokenizer& tokenizer() const { return tokenizer_; }

  int port() const { return server->port(); }

  Heard post(const std::string& path, const std::string& body, const std::string& headers = {}) const {
    Talk talk(port());
    talk.say(http_post(path, body, headers));
    return talk.hear_answer();
  }
  Heard chat(const core::Dict& more, const std::string& text = "Hello") const {
    return post("/v1/chat/completions", chat_body(more, text));
  }
  Heard completion(const core::Dict& more) const {
    core::Dict body{{"model", "scripted"}, {"prompt", "Once"}};
    for (const auto& [key, value] : more) body.set(key, value);
    return post("/v1/completions", core::dump_json(body));
  }
  Heard get(const std::string& path, const std::string& headers = {}) const {
    Talk talk(port());
    talk.say(http_get(path, headers));
    return talk.hear_answer();
  }

  static std::string chat_body(const core::Dict& more, const std::string& text = "Hello") {
    core::Dict body{{"model", "scripted"}, {"messages", core::List{core::Dict{{"role", "user"}, {"content", text}}}}};
    for (const auto& [key, value] : more) body.set(key, value);
    return core::dump_json(body);
  }

 private:
  chat::Tokenizer tokenizer_;
  std::unique_ptr<chat::Renderer> renderer_;

 public:
  rollout::ScriptedPolicy policy;
  std::unique_ptr<serve::Server> server;  // ends before what it serves
};

inline bool eventually(const std::function<bool()>& holds, double seconds = 10) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// A reply that never ends by itself.
inline rollout::ScriptedReply endless(std::string text = "word ") {
  return {std::move(text), {}, false};
}

// {"type": "function", …} of one parameter.
inline core::Value tool(const std::string& name) {
  const core::Dict schema{{"type", "object"},
                          {"properties", core::Dict{{"city", core::Dict{{"type", "string"}}}}},
                          {"required", core::List{"city"}}};
  return core::Dict{{"type", "function"},
                    {"function", core::Dict{{"name", name}, {"description", "A tool."}, {"parameters", schema}}}};
}

// One of the choices of an answer.
inline const core::Value& choice(const core::Value& answer, size_t index = 0) {
  return answer.at("choices").as_list().at(index);
}

}  // namespace fixtures
