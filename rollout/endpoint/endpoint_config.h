// Settings of a served model: where it is, how it is asked, and what is done when it fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollout::endpoint {

struct EndpointConfig {
  std::string url;
  std::string model;
  std::string api = "chat";
  std::string api_key_env;
  int64_t concurrency = 16;
  int64_t max_tokens = 0;
  int64_t context_length = 0;
  double timeout_s = 300;
  double connect_timeout_s = 20;
  int64_t retries = 5;
  double backoff_s = 0.5;
  int64_t give_up_after = 32;
  int64_t max_answer_mb = 32;
  std::string ca_file;
  std::string extra;

  template <class V>
  void fields(V& v) {
    v("url", url,
      "of an OpenAI-compatible server, e.g. http://localhost:8000/v1; empty: the model runs in this process");
    v("model", model, "as the server knows it");
    v("api", api, "chat: messages to /chat/completions; completions: the rendered prompt to /completions");
    v("api_key_env", api_key_env, "name of the environment variable that holds the key; empty: none is sent");
    v("concurrency", concurrency, "requests open at once");
    v("max_tokens", max_tokens, "a reply is cut here; 0: chat: the server's limit, completions: 4096");
    v("context_length", context_length,
      "completions, with `model` for its tokenizer: replies get what a prompt leaves of it; 0: not known");
    v("timeout_s", timeout_s, "of one request as a whole");
    v("connect_timeout_s", connect_timeout_s, "of its connection");
    v("retries", retries, "further tries after 429, 408, 409, 5xx, a time-out, a lost connection or a torn answer");
    v("backoff_s", backoff_s, "before the first of them; doubles up to 60 s; Retry-After holds where it is longer");
    v("give_up_after", give_up_after, "entries that fail one after the other until no more are asked; 0: never");
    v("max_answer_mb", max_answer_mb, "a longer answer is cut off and fails");
    v("ca_file", ca_file, "certificates to trust; empty: those of the system");
    v("extra", extra, "JSON object of fields for every request, e.g. {\"seed\": 1}; null takes a field out");
  }

  bool is_chat() const { return api == "chat"; }
};

// Throws core::Error(usage) for values out of range, an address that is none, or an unknown api.
void check_endpoint(const EndpointConfig& config);

// The full address of requests: /v1 where the url names no path, then the api's own part.
std::string request_url(const EndpointConfig& config);

// The key out of the environment; empty where none is wanted. Throws core::Error(usage) where the variable is not set.
std::string read_api_key(const EndpointConfig& config);

// Of other services' settings, too; `group` is the name of theirs, as in endpoint.url.

// Throws core::Error(usage) where `url` is no http or https address, or holds a password.
void check_service_url(std::string_view group, const std::string& url, std::string_view example);

// As read_api_key.
std::string read_key(std::string_view group, const std::string& variable);

// The address of one of an OpenAI-compatible server's methods ("/embeddings"): /v1 where the url names no path.
std::string service_url(std::string_view url, std::string_view method);

// Of a JSON request. `key`: empty where none is sent.
std::vector<std::string> request_headers(const std::string& key);

}  // namespace rollout::endpoint
