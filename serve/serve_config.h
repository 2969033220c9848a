// Settings of `funreason serve`.
#pragma once

#include <cstdint>
#include <string>

#include "rollout/engine_config.h"

namespace serve {

struct LimitsConfig {
  int64_t header_kb = 32;
  int64_t body_kb = 4096;
  int64_t bodies_mb = 64;
  int64_t connections = 512;
  int64_t queue = 256;
  int64_t messages = 4096;
  int64_t tools = 256;
  int64_t choices = 16;
  int64_t max_tokens = 1024;
  int64_t unread_kb = 1024;

  template <class V>
  void fields(V& v) {
    v("header_kb", header_kb, "a request's line and headers; more is 431");
    v("body_kb", body_kb, "a request's body; more is 413");
    v("bodies_mb", bodies_mb, "all bodies that are read or wait to be worked on; more is 429");
    v("connections", connections, "open at once; others wait until one closes");
    v("queue", queue, "replies that wait for their start; more is 429");
    v("messages", messages, "of one request");
    v("tools", tools, "of one request");
    v("choices", choices, "replies that one request may ask for, prompts times n; never more than `queue`");
    v("max_tokens", max_tokens, "of a reply whose request names none");
    v("unread_kb", unread_kb,
      "of a stream that its client has not read, beside its longest event; more, and the client is cut off");
  }
};

struct TimeoutConfig {
  double read_s = 30;
  double write_s = 30;
  double request_s = 600;
  double stop_s = 30;

  template <class V>
  void fields(V& v) {
    v("read_s", read_s, "until a request is there as a whole; also of a connection that asks nothing");
    v("write_s", write_s, "without a byte that the client takes");
    v("request_s", request_s, "of one request as a whole, the wait for its start included");
    v("stop_s", stop_s, "that running requests get when the server is to stop");
  }
};

struct ServeConfig : rollout::EngineConfig {
  std::string model;
  std::string renderer = "auto";
  std::string name;
  std::string tool_form = "auto";
  bool thinking = true;
  bool constrain = false;
  std::string host = "127.0.0.1";
  int64_t port = 8000;
  std::string api_key_env;
  bool open = false;
  bool log_requests = true;
  LimitsConfig limits;
  TimeoutConfig timeouts;

  template <class V>
  void fields(V& v) {
    v("model", model, "Hugging Face directory or .gguf file");
    EngineConfig::fields(v);
    v("renderer", renderer,
      "chat template: auto (recognised from the model's own), or a name (smollm2, qwen3, llama3 …)");
    v("name", name, "of the model, as clients ask for it; empty: the model's file or folder name");
    v("tool_form", tool_form,
      "how tools are put to the model: template (its own), python (BFCL's prompt form), or auto: the template's, where "
      "it has a place for them");
    v("thinking", thinking, "Qwen3: with a chain of thought unless a request says otherwise");
    v("constrain", constrain,
      "hold every call to its tool's schema; else only strict functions and calls that a request requires");
    v("host", host, "address to listen at");
    v("port", port, "0: any free one");
    v("api_key_env", api_key_env, "name of the environment variable that holds the key; empty: no key is asked for");
    v("open", open, "serve others than this machine without a key");
    v("log_requests", log_requests, "a line for each, when it is over");
    v("limits", limits, "");
    v("timeouts", timeouts, "");
  }
};

// Throws core::Error(usage) naming the setting that cannot be.
void check_serve_config(const ServeConfig& config);

// Whether it can only be this machine: localhost, ::1 or 127.x.y.z.
bool is_loopback(const std::string& host);

}  // namespace serve
