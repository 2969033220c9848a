#include "rollout/endpoint/endpoint_config.h"

#include <initializer_list>
#include <string_view>

#include "core/environment.h"
#include "core/error.h"
#include "core/json.h"

namespace rollout::endpoint {
namespace {

constexpr std::string_view kSchemeEnd = "://";

// Without a slash at the end, and without these methods, which a caller adds.
std::string base_url(std::string_view url, std::initializer_list<std::string_view> methods) {
  while (url.ends_with('/')) url.remove_suffix(1);
  for (const std::string_view method : methods) {
    if (url.ends_with(method)) url.remove_suffix(method.size());
  }
  const bool has_path = url.find('/', url.find(kSchemeEnd) + kSchemeEnd.size()) != std::string_view::npos;
  return std::string(url) + (has_path ? "" : "/v1");
}

std::string base_url(const EndpointConfig& config) {
  return base_url(config.url, {"/chat/completions", "/completions"});
}

void check_extra(const std::string& extra) {
  if (extra.empty()) return;
  try {
    if (core::parse_json(extra).is_dict()) return;
  } catch (const core::Error& error) {
    throw core::usage_error(core::format("endpoint.extra: not JSON: {}", error.what()));
  }
  throw core::usage_error("endpoint.extra: must be a JSON object", "e.g. endpoint.extra='{\"seed\": 1}'");
}

}  // namespace

void check_endpoint(const EndpointConfig& config) {
  const auto require = [](bool condition, std::string_view text, std::string hint = {}) {
    if (!condition) throw core::usage_error(std::string(text), std::move(hint));
  };
  check_service_url("endpoint", config.url, "http://localhost:8000/v1");
  require(!config.model.empty(), "endpoint.model: must name the model as the server knows it",
          core::format("{}/models lists what is served", base_url(config)));
  require(config.is_chat() || config.api == "completions", core::format("endpoint.api: no api `{}`", config.api),
          "there are chat and completions");
  require(config.concurrency > 0 && config.concurrency <= 4096, "endpoint.concurrency: must be 1 to 4096");
  require(config.max_tokens >= 0, "endpoint.max_tokens: must not be negative");
  require(config.context_length >= 0, "endpoint.context_length: must not be negative");
  require(config.timeout_s > 0 && config.timeout_s <= 1e6, "endpoint.timeout_s: must be above 0, and at most 1e6");
  require(config.connect_timeout_s > 0 && config.connect_timeout_s <= 1e6,
          "endpoint.connect_timeout_s: must be above 0, and at most 1e6");
  require(config.retries >= 0, "endpoint.retries: must not be negative");
  require(config.backoff_s >= 0, "endpoint.backoff_s: must not be negative");
  require(config.give_up_after >= 0, "endpoint.give_up_after: must not be negative");
  require(config.max_answer_mb > 0 && config.max_answer_mb <= 4096, "endpoint.max_answer_mb: must be 1 to 4096");
  check_extra(config.extra);
}

std::string request_url(const EndpointConfig& config) {
  return base_url(config) + (config.is_chat() ? "/chat/completions" : "/completions");
}

std::string read_api_key(const EndpointConfig& config) {
  return read_key("endpoint", config.api_key_env);
}

void check_service_url(std::string_view group, const std::string& url, std::string_view example) {
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  const size_t host = url.find(kSchemeEnd) + kSchemeEnd.size();
  if (!known || host == url.size() || url[host] == '/' || url.find_first_of(" \t\r\n") != std::string::npos) {
    throw core::usage_error(core::format("{}.url: '{}' is no http or https address", group, url),
                            core::format("e.g. {}", example));
  }
  if (url.substr(host, url.find('/', host) - host).find('@') != std::string::npos) {
    throw core::usage_error(
        core::format("{}.url: holds a user name or password", group),
        core::format("put the key into an environment variable and name it in {}.api_key_env", group));
  }
}

std::string read_key(std::string_view group, const std::string& variable) {
  if (variable.empty()) return {};
  if (std::string key = core::environment_text(variable); !key.empty()) return key;
  throw core::usage_error(core::format("{}.api_key_env: the environment variable {} is not set", group, variable),
                          core::format("export it, or leave {}.api_key_env out where the server wants no key", group));
}

std::string service_url(std::string_view url, std::string_view method) {
  return base_url(url, {method}) + std::string(method);
}

std::vector<std::string> request_headers(const std::string& key) {
  std::vector<std::string> headers = {"Content-Type: application/json", "Accept: application/json"};
  if (!key.empty()) headers.push_back("Authorization: Bearer " + key);
  return headers;
}

}  // namespace rollout::endpoint
