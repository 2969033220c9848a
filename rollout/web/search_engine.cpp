#include "rollout/web/search_engine.h"

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/json.h"
#include "core/log.h"
#include "core/python_text.h"
#include "rollout/endpoint/endpoint_config.h"
#include "rollout/http_call.h"
#include "rollout/web/page_url.h"

namespace rollout::web {
namespace {

using core::Dict;
using core::Value;
using env::bfcl::WebAnswer;

constexpr double kFirstWait = 2;
constexpr double kLongestWait = 120;

std::string base_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// As requests puts a value into a query: a list as several, None not at all.
void append_parameter(std::string& query, const std::string& name, const Value& value) {
  if (value.is_none()) return;
  if (value.is_list()) {
    for (const Value& item : value.as_list()) append_parameter(query, name, core::python_str(item));
    return;
  }
  query += (query.empty() ? "" : "&") + name + "=" + escape_query(core::python_str(value));
}

// The object that was answered; nullopt: it is none.
std::optional<Dict> read_object(const std::string& body) {
  try {
    const Value value = core::parse_json(body);
    if (value.is_dict()) return value.as_dict();
  } catch (const core::Error&) {  // said below
  }
  return std::nullopt;
}

bool speaks_of_limit(const std::optional<Dict>& answer) {
  const Value* error = answer ? answer->find("error") : nullptr;
  return error != nullptr && core::python_str(*error).find("429") != std::string::npos;
}

// Services repeat the request, key included, in their answers; recordings are to hold none of it.
Dict kept_part(const Dict& answer) {
  Dict kept;
  for (const std::string_view key : {"organic_results", "error"}) {
    if (const Value* value = answer.find(key)) kept[key] = *value;
  }
  return kept;
}

}  // namespace

SearchEngine::SearchEngine(const WebConfig& config)
    : config_(config),
      key_(endpoint::read_key("web_search", config.api_key_env)),
      http_({.timeout_s = config.timeout_s, .connect_timeout_s = config.timeout_s, .ca_file = config.ca_file}),
      jitter_(core::Rng(0).fork("web_search")) {}

core::HttpRequest SearchEngine::request_for(const Value& keywords, const Value& region) const {
  std::string query;
  append_parameter(query, "engine", config_.engine);
  append_parameter(query, "q", keywords);
  append_parameter(query, "kl", region);
  if (!key_.empty()) append_parameter(query, "api_key", key_);
  append_parameter(query, "output", "json");
  append_parameter(query, "source", "python");
  core::HttpRequest request{.url = base_url(config_.url) + "/search?" + query, .headers = {"Accept: */*"}, .body = {}};
  request.method = core::HttpRequest::Method::get;
  request.decompress = true;
  return request;
}

WebAnswer SearchEngine::search(const Value& keywords, const Value& region) {
  const auto ends_run = [this](const std::string& trouble, const std::string& hint) {
    return core::environment_error(core::format("{}: {}", config_.url, trouble), hint + "; the same command continues");
  };
  double wait = kFirstWait;
  for (double waited = 0;;) {
    const core::HttpAnswer answer = call_http(http_, request_for(keywords, region));
    if (answer.trouble != core::HttpAnswer::Trouble::none) {
      using Trouble = core::HttpAnswer::Trouble;
      const bool hopeless = answer.trouble == Trouble::unusable || answer.trouble == Trouble::unreachable;
      if (hopeless && !answered_) throw ends_run(answer.trouble_text, "check web_search.url and the network");
      core::log_warning("{}: {}; the model is told", config_.url, answer.trouble_text);
      return {{}, answer.trouble_text};
    }
    if (answer.status == 401 || answer.status == 403 || (answer.status >= 300 && answer.status < 400)) {
      throw ends_run(core::format("HTTP {} {}", answer.status, answer.reason),
                     "check web_search.url and the key in web_search.api_key_env");
    }
    const std::optional<Dict> object = read_object(answer.body);
    if (answer.status != 429 && !speaks_of_limit(object)) {
      answered_ = true;
      if (object) return {kept_part(*object), {}};
      return {{}, "the search engine's answer is no JSON object"};
    }
    const double pause = wait + jitter_.uniform(0, wait);
    if (waited + pause > config_.patience_s) {
      throw ends_run(core::format("HTTP 429, and {.0} s of waiting did not help", waited),
                     "see how many searches the key has left, or raise web_search.patience_s");
    }
    core::log_warning("{}: too many searches (429); the next try in {.0} s", config_.url, pause);
    pause_for(pause);
    waited += pause;
    wait = std::min(2 * wait, kLongestWait);
  }
}

}  // namespace rollout::web
